//! The parts of the page, one idea each. They are told everything by their properties and say what
//! happened through `dispatch`.

mod banner;
mod brand;
mod dock;
mod help;
mod icon;
mod name_field;
mod popup;
mod separator;
mod status_line;
mod tabs;
mod toast;
mod toolbar;

pub use banner::Banners;
pub use brand::brand;
pub use dock::Dock;
pub use help::Help;
pub use icon::{Icon, icon};
pub use name_field::NameField;
pub use popup::{Entry, Popup};
pub use separator::Separator;
pub use status_line::StatusLine;
pub use tabs::{Panel, Tab, Tabs};
pub use toast::Toasts;
pub use toolbar::Toolbar;
