//! The parts of the page, one idea each. They are told everything by their properties and say what
//! happened through `dispatch`.

mod banner;
mod brand;
mod child_bar;
mod code_editor;
mod dock;
mod editors;
mod graph;
mod help;
mod icon;
mod inspector;
mod name_field;
mod outcome;
mod popup;
mod reference;
mod scrubber;
mod separator;
mod status_line;
mod tabs;
mod toast;
mod toolbar;
mod virtual_list;
mod words;

pub use banner::Banners;
pub use brand::brand;
pub use child_bar::{ChildBar, ShownChild};
pub use code_editor::{CodeEditor, Helper};
pub use dock::Dock;
pub use editors::{Definition, Editors, HandlerOffer};
pub use graph::GraphView;
pub use help::Help;
pub use icon::{Icon, icon};
pub use inspector::{Explorer, Inspector};
pub use name_field::NameField;
pub use outcome::OutcomePill;
pub use popup::{Entry, Popup};
pub use reference::Reference;
pub use scrubber::Scrubber;
pub use separator::Separator;
pub use status_line::StatusLine;
pub use tabs::{Panel, Tab, Tabs};
pub use toast::Toasts;
pub use toolbar::Toolbar;
pub use virtual_list::VirtualList;
pub use words::{sentence, ticked};
