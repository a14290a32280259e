//! Places and extents, in whole pixels; y grows downwards.

/// A place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Point {
    /// From the left.
    pub x: i32,
    /// From the top.
    pub y: i32,
}

/// An extent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// From left to right.
    pub width: i32,
    /// From top to bottom.
    pub height: i32,
}

/// An upright rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rect {
    /// Its left side.
    pub x: i32,
    /// Its upper side.
    pub y: i32,
    /// From its left to its right side.
    pub width: i32,
    /// From its upper to its lower side.
    pub height: i32,
}

impl Point {
    /// The place that lies that much further to the right and down.
    #[must_use]
    pub fn moved(self, by: Point) -> Point {
        Point { x: self.x + by.x, y: self.y + by.y }
    }
}

impl Rect {
    /// The rectangle of an extent whose upper left corner is there.
    #[must_use]
    pub fn at(corner: Point, size: Size) -> Rect {
        Rect { x: corner.x, y: corner.y, width: size.width, height: size.height }
    }

    /// The same extent, that much further to the right and down.
    #[must_use]
    pub fn moved(self, by: Point) -> Rect {
        Rect { x: self.x + by.x, y: self.y + by.y, ..self }
    }

    /// The x of its right side.
    #[must_use]
    pub fn right(self) -> i32 {
        self.x + self.width
    }

    /// The y of its lower side.
    #[must_use]
    pub fn bottom(self) -> i32 {
        self.y + self.height
    }

    /// Whether the two have more than a border in common.
    #[must_use]
    pub fn overlaps(self, other: Rect) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }
}
