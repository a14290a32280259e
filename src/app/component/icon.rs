use yew::prelude::*;

/// The signs of the page: 16 by 16, drawn with the text's colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Run,
    Stop,
    Down,
    Right,
    Plus,
    Minus,
    Close,
    Trash,
    Copy,
    Pencil,
    Check,
    Cross,
    Warning,
    Again,
    Dot,
    Sun,
    Moon,
    System,
    Keyboard,
    Code,
    Graph,
    List,
    FoldLeft,
    FoldRight,
    First,
    Previous,
    Play,
    Pause,
    Next,
    Last,
    Pin,
    Fit,
    Case,
    Folder,
    Function,
    Saved,
    Format,
    Back,
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Icon::Run | Icon::Play => "M4 2v12l9.5-6z",
            Icon::Stop => "M3.5 3.5h9v9h-9z",
            Icon::Down => "M4 6l4 4 4-4",
            Icon::Right => "M6 4l4 4-4 4",
            Icon::Plus => "M8 3v10M3 8h10",
            Icon::Minus => "M3 8h10",
            Icon::Close | Icon::Cross => "M4 4l8 8M12 4l-8 8",
            Icon::Trash => "M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5M7 7v3.5M9 7v3.5",
            Icon::Copy => "M5.5 5.5h7v7h-7zM10.5 5.5v-2h-7v7h2",
            Icon::Pencil => "M3 13l.6-2.8 7-7 2.2 2.2-7 7zM9.3 4.5l2.2 2.2",
            Icon::Check => "M3.5 8.5l3 3 6-7",
            Icon::Warning => "M8 2.5L14.2 13H1.8zM8 6.5v3M8 11.2v.1",
            Icon::Again => "M12.8 6A5.2 5.2 0 1 0 13 9.2M13 2.8V6H9.8",
            Icon::Dot => "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
            Icon::Sun => {
                "M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 \
                 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9"
            }
            Icon::Moon => "M13 9.6A5.6 5.6 0 0 1 6.4 3 5.6 5.6 0 1 0 13 9.6z",
            Icon::System => {
                "M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM8 2.2v11.6M10 3.2v9.6M12 4.6v6.8"
            }
            Icon::Keyboard => {
                "M2.5 4h11a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zM4.2 6.6h.1M6.8 \
                 6.6h.1M9.4 6.6h.1M11.8 6.6h.1M5 9.6h6"
            }
            Icon::Code => "M5.5 4.5L2 8l3.5 3.5M10.5 4.5L14 8l-3.5 3.5",
            Icon::Graph => {
                "M5.5 1.8h5v3.4h-5zM1.8 10.8h4.4v3.4H1.8zM9.8 10.8h4.4v3.4H9.8zM8 5.2V8M4 10.8V8h8v2.8"
            }
            Icon::List => "M2.5 4h11M2.5 8h11M2.5 12h6.5",
            Icon::FoldLeft => "M2.5 3v10M13.5 8H6M9 5L6 8l3 3",
            Icon::FoldRight => "M13.5 3v10M2.5 8H10M7 5l3 3-3 3",
            Icon::First => "M3 3v10M13 3v10L6 8z",
            Icon::Previous => "M11 3v10L4 8z",
            Icon::Pause => "M4.5 3h2.5v10H4.5zM9 3h2.5v10H9z",
            Icon::Next => "M5 3v10l7-5z",
            Icon::Last => "M13 3v10M3 3v10l7-5z",
            Icon::Pin => "M6 2.5h4l-.5 4 2 2.2H4.5l2-2.2zM8 8.7v5",
            Icon::Fit => "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
            Icon::Case => "M3 2.5h10v11H3zM5.5 5.5h5M5.5 8h5M5.5 10.5h3",
            Icon::Folder => "M1.8 4v8.5h12.4v-7H8L6.4 4z",
            Icon::Function => "M11 3c-2 0-2.6 1-3 3.2L7.2 11C6.8 13 6.2 14 4.5 14M5 7h6",
            Icon::Format => "M3 3.5h10M6 6.5h7M6 9.5h5M3 12.5h8",
            Icon::Back => "M13 8H3.5M7.5 4l-4 4 4 4",
            Icon::Saved => "M3 3h8l2 2v8H3zM5.5 3v3.5h4.5V3M5.5 13V9.5h5V13",
        }
    }

    fn is_solid(self) -> bool {
        matches!(
            self,
            Icon::Run | Icon::Play | Icon::Stop | Icon::Pause | Icon::Dot | Icon::Previous | Icon::Next
        )
    }
}

/// An icon; what it means is said beside it.
pub fn icon(icon: Icon) -> Html {
    let mut class = classes!("i", icon.is_solid().then_some("solid"));
    if matches!(icon, Icon::First | Icon::Last) {
        class.push("half");
    }
    html! {
        <svg {class} viewBox="0 0 16 16" aria-hidden="true"><path d={icon.path()} /></svg>
    }
}
