//! Where everything stands.
//!
//! From the inside out: the lanes of a container are laid out first, which says how large it is, and
//! then it is one box among others. (See `layered` for one lane.)

use std::sync::Arc;

use super::geometry::{Point, Rect, Size};
use super::layered::{self, Link, Plan, Shape, Sketch};
use super::model::{Cause, Edge, EdgeKind, Graph, Icon, Label, Lane, Node, NodeKind};
use super::text::{Font, cut, width, wrap};

/// The height of a state's box whose name takes one line, and of a container's header.
pub(super) const NODE_HEIGHT: i32 = 50;
/// What the second line of a name adds.
pub(super) const SECOND_LINE: i32 = 14;
/// Where a node's text begins.
pub(super) const TEXT_X: i32 = 48;
/// The height of a label.
pub(super) const LABEL_HEIGHT: i32 = 19;
/// How far the cards below a Map's own reach down, together.
pub(super) const STACK: i32 = 10;

/// From a node's text to its right side.
const TEXT_END: i32 = 18;
const NODE_MIN: i32 = 164;
const NODE_MAX: i32 = 244;
/// A container grows up to this for its name alone.
const HEADER_MAX: i32 = 340;
/// A difference in width that would look like a mistake.
const NEARLY: i32 = 40;
const DOT: Size = Size { width: 14, height: 14 };
/// Around the whole graph; badges and focus rings reach into it.
const MARGIN: i32 = 24;
/// From a container's sides to its lanes.
const PADDING: i32 = 18;
/// From a container's header to its lanes: an arrow leads from one to the other.
const LANE_TOP: i32 = 26;
/// What a lane without states takes.
const EMPTY_LANE: Size = Size { width: 132, height: 40 };
/// The longest label, in pixels of text.
const LABEL_MAX: i32 = 186;
/// From the ends of a label's text to the ends of the label.
const LABEL_PADDING: i32 = 10;
const LABEL_GAP: i32 = 4;
/// So many labels are shown on one edge; of more, the last says how many.
const LABELS_SHOWN: usize = 4;

/// A graph with a place for everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// The extent of the picture.
    pub size: Size,
    /// What is drawn as nodes, a container before what is in it, else from top to bottom.
    pub nodes: Vec<Arc<PlacedNode>>,
    /// The edges.
    pub edges: Vec<Arc<PlacedEdge>>,
}

/// A node and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedNode {
    /// The node's key in the graph.
    pub key: Arc<str>,
    /// The state's name, whole.
    pub name: Arc<str>,
    /// What it is.
    pub kind: NodeKind,
    /// The sign for it.
    pub icon: Icon,
    /// As much of the name as fits, on one line or two.
    pub title: Vec<String>,
    /// As much of what it does as fits.
    pub subtitle: String,
    /// What it does, whole.
    pub purpose: String,
    /// How many rules a Choice has.
    pub rules: usize,
    /// Whether any path leads here.
    pub reachable: bool,
    /// Whether it is a Map in distributed mode.
    pub is_distributed: bool,
    /// The name of the innermost Map in distributed mode around it: the node belongs to its executions.
    pub within: Option<Arc<str>>,
    /// Its outline; for a Map with the cards below its own.
    pub rect: Rect,
    /// The lanes inside it.
    pub lanes: Vec<PlacedLane>,
}

/// A lane and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlacedLane {
    /// The room it has.
    pub rect: Rect,
    /// Whether there is nothing in it.
    pub is_empty: bool,
}

/// An edge and its course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedEdge {
    /// The edge's key in the graph.
    pub key: Arc<str>,
    /// The name of the state it leaves; for the entry of a lane, of its container.
    pub from: Arc<str>,
    /// The name of the state it leads to.
    pub to: Arc<str>,
    /// The key of the node it leads to.
    pub to_key: Arc<str>,
    /// What sort of transition it is.
    pub kind: EdgeKind,
    /// Its corners from node to node; every stretch is upright or level.
    pub points: Vec<Point>,
    /// Its labels.
    pub labels: Vec<PlacedLabel>,
}

/// A label and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedLabel {
    /// As much of the text as fits.
    pub text: String,
    /// The text, whole.
    pub title: String,
    /// Why the edge is taken; several if the label speaks for several.
    pub causes: Vec<Cause>,
    /// Whether the text is an expression.
    pub query: bool,
    /// Its outline.
    pub rect: Rect,
}

impl Layout {
    /// Lays a graph out.
    #[must_use]
    pub fn of(graph: &Graph) -> Layout {
        let mut layout = Layout::default();
        let block = Block::of(&graph.lane);
        let size = block.plan.size;
        layout.size = Size { width: size.width + 2 * MARGIN, height: size.height + 2 * MARGIN };
        block.unfold(&graph.lane, None, Point { x: MARGIN, y: MARGIN }, &mut layout);
        layout
    }
}

/// A lane that is laid out, not yet at its place.
struct Block {
    plan: Plan,
    /// For each node the lanes inside it, and where they stand in it.
    inner: Vec<Vec<(Block, Rect)>>,
    /// For each edge its labels, before they have a place.
    labels: Vec<Vec<PlacedLabel>>,
}

impl Block {
    fn of(lane: &Lane) -> Block {
        let inner: Vec<Vec<Block>> =
            lane.nodes.iter().map(|node| node.lanes.iter().map(Block::of).collect()).collect();
        let usual = usual_width(lane, &inner);
        let mut sketch = Sketch { start: lane.start, ..Sketch::default() };
        let place = |(node, blocks): (&Node, Vec<Block>)| {
            let (size, rooms) = match node.kind {
                NodeKind::Start | NodeKind::End => (DOT, Vec::new()),
                NodeKind::Parallel | NodeKind::Map => container(node, usual, &blocks),
                _ => (Size { width: usual, height: plain_height(node, usual) }, Vec::new()),
            };
            let blocks: Vec<(Block, Rect)> = blocks.into_iter().zip(rooms).collect();
            sketch.shapes.push(shape(node, size, lane_axis(node, &blocks)));
            blocks
        };
        let inner = lane.nodes.iter().zip(inner).map(place).collect();
        let labels: Vec<Vec<PlacedLabel>> = lane.edges.iter().map(labels).collect();
        sketch.links = lane.edges.iter().zip(&labels).map(|(edge, labels)| link(edge, labels)).collect();
        Block { plan: layered::lay_out(&sketch), inner, labels }
    }

    /// Writes the lane's nodes and edges, and those inside them, at their place.
    fn unfold(self, lane: &Lane, within: Option<&Arc<str>>, corner: Point, layout: &mut Layout) {
        let at = |rect: Rect| rect.moved(corner);
        let edges = lane.edges.iter().zip(self.plan.routes).zip(self.labels);
        for ((edge, route), labels) in edges {
            layout.edges.push(Arc::new(PlacedEdge {
                key: edge.key.clone(),
                from: lane.nodes[edge.from].name.clone(),
                to: lane.nodes[edge.to].name.clone(),
                to_key: lane.nodes[edge.to].key.clone(),
                kind: edge.kind,
                points: route.points.into_iter().map(|point| point.moved(corner)).collect(),
                labels: route.label.map_or_else(Vec::new, |room| stack(labels, at(room))),
            }));
        }
        let mut inner: Vec<Option<Vec<(Block, Rect)>>> = self.inner.into_iter().map(Some).collect();
        for index in reading_order(&self.plan.boxes) {
            let (node, rect) = (&lane.nodes[index], at(self.plan.boxes[index]));
            let blocks = inner[index].take().unwrap_or_default();
            let origin = Point { x: rect.x, y: rect.y };
            let within_node = PlacedNode { within: within.cloned(), ..placed(node, rect, &blocks) };
            layout.nodes.push(Arc::new(within_node));
            let inside = if node.is_distributed { Some(&node.name) } else { within };
            for (lane, (block, room)) in node.lanes.iter().zip(blocks) {
                block.enter(node, lane, inside, room.moved(origin), layout);
            }
        }
    }

    /// How far from the left side of its room the lane stands.
    fn inset(&self, room: Rect) -> i32 {
        (room.width - self.plan.size.width) / 2
    }

    /// Writes an inner lane into its room, with the arrow that leads into it.
    fn enter(
        self,
        container: &Node,
        lane: &Lane,
        within: Option<&Arc<str>>,
        room: Rect,
        layout: &mut Layout,
    ) {
        let corner = Point { x: room.x + self.inset(room), y: room.y + LANE_TOP };
        if let Some(start) = lane.start {
            let first = self.plan.boxes[start].moved(corner);
            let x = corner.x + self.plan.axes[start];
            layout.edges.push(Arc::new(PlacedEdge {
                key: format!("enter: {}", lane.nodes[start].key).into(),
                from: container.name.clone(),
                to: lane.nodes[start].name.clone(),
                to_key: lane.nodes[start].key.clone(),
                kind: EdgeKind::Start,
                points: vec![Point { x, y: room.y }, Point { x, y: first.y }],
                labels: Vec::new(),
            }));
        }
        self.unfold(lane, within, corner, layout);
    }
}

/// The upright line through the first state of a container's only lane: the line that leads to the
/// container goes on inside it.
fn lane_axis(node: &Node, blocks: &[(Block, Rect)]) -> Option<i32> {
    let ([lane], [(block, room)]) = (node.lanes.as_slice(), blocks) else { return None };
    Some(room.x + block.inset(*room) + block.plan.axes[lane.start?])
}

fn even(n: i32) -> i32 {
    n + n % 2
}

/// The width of a lane's ordinary nodes: one for all, so that columns have straight sides. A container
/// that would be a little wider sets it too.
fn usual_width(lane: &Lane, inner: &[Vec<Block>]) -> i32 {
    let is_plain =
        |node: &&Node| node.lanes.is_empty() && (node.kind.is_state() || node.kind == NodeKind::Missing);
    let widest = lane.nodes.iter().filter(is_plain).map(text_width).max().unwrap_or(NODE_MIN);
    let usual = even(widest.clamp(NODE_MIN, NODE_MAX));
    let containers = lane.nodes.iter().zip(inner).filter(|(_, blocks)| !blocks.is_empty());
    let widths = containers.map(|(node, blocks)| container(node, usual, blocks).0.width);
    widths.filter(|&width| width <= usual + NEARLY).fold(usual, i32::max)
}

fn text_width(node: &Node) -> i32 {
    let text = width(&node.name, Font::Name).max(width(&node.subtitle, Font::Sub));
    TEXT_X + text + TEXT_END
}

fn plain_height(node: &Node, width: i32) -> i32 {
    let lines = wrap(&node.name, Font::Name, width - TEXT_X - TEXT_END).len();
    if lines > 1 { NODE_HEIGHT + SECOND_LINE } else { NODE_HEIGHT }
}

/// The size of a container, and the room of each of its lanes: side by side below the header.
fn container(node: &Node, usual: i32, blocks: &[Block]) -> (Size, Vec<Rect>) {
    let room = |block: &Block| match block.plan.boxes.as_slice() {
        [] => EMPTY_LANE,
        _ => block.plan.size,
    };
    let height = blocks.iter().map(|block| room(block).height).max().unwrap_or(0) + LANE_TOP + PADDING;
    let wanted: i32 = blocks.iter().map(|block| room(block).width + 2 * PADDING).sum();
    let width = even(wanted.max(usual).max(text_width(node).min(HEADER_MAX)));
    // What the header takes beyond the lanes is shared among them.
    let spare = width - wanted;
    let lanes = i32::try_from(blocks.len().max(1)).unwrap_or(i32::MAX);
    let mut x = 0;
    let mut rooms = Vec::with_capacity(blocks.len());
    for (index, block) in (0..).zip(blocks) {
        let share = spare * (index + 1) / lanes - spare * index / lanes;
        let room = Rect { x, y: NODE_HEIGHT, width: room(block).width + 2 * PADDING + share, height };
        x = room.right();
        rooms.push(room);
    }
    let stack = if node.kind == NodeKind::Map { STACK } else { 0 };
    let body = if blocks.is_empty() { 0 } else { height };
    (Size { width, height: NODE_HEIGHT + body + stack }, rooms)
}

fn shape(node: &Node, size: Size, axis: Option<i32>) -> Shape {
    let stack = if node.kind == NodeKind::Map { STACK } else { 0 };
    let is_container = matches!(node.kind, NodeKind::Parallel | NodeKind::Map);
    let port = if is_container { NODE_HEIGHT / 2 } else { size.height / 2 };
    let axis = axis.unwrap_or(size.width / 2);
    Shape { size, axis, head: port, foot: port + stack, unwanted: node.kind == NodeKind::Fail }
}

fn link(edge: &Edge, labels: &[PlacedLabel]) -> Link {
    let rows = i32::try_from(labels.len()).unwrap_or(0);
    let label = labels
        .iter()
        .map(|label| label.rect.width)
        .max()
        .map(|width| Size { width: even(width), height: rows * (LABEL_HEIGHT + LABEL_GAP) - LABEL_GAP });
    Link { from: edge.from, to: edge.to, label, error: edge.kind == EdgeKind::Catch }
}

/// The labels of an edge with their sizes. There is room for one on an edge from a state to itself.
fn labels(edge: &Edge) -> Vec<PlacedLabel> {
    let room = if edge.from == edge.to { 1 } else { LABELS_SHOWN };
    let labels = &edge.labels;
    let shown = if labels.len() > room { room - 1 } else { labels.len() };
    let mut placed: Vec<PlacedLabel> = labels[..shown].iter().map(one_label).collect();
    if let hidden @ [first, ..] = &labels[shown..] {
        let count = hidden.len();
        let text = if shown > 0 { format!("+ {count} more") } else { format!("any of {count}") };
        let mut more = one_label(&Label { cause: first.cause, text, query: false });
        more.causes = hidden.iter().map(|label| label.cause).collect();
        more.title = hidden.iter().map(|label| label.text.as_str()).collect::<Vec<_>>().join("\n");
        placed.push(more);
    }
    placed
}

fn one_label(label: &Label) -> PlacedLabel {
    let text = cut(&label.text, Font::Code, LABEL_MAX);
    let width = width(&text, Font::Code) + 2 * LABEL_PADDING;
    let rect = Rect { x: 0, y: 0, width: even(width), height: LABEL_HEIGHT };
    PlacedLabel { text, title: label.text.clone(), causes: vec![label.cause], query: label.query, rect }
}

/// Stacks the labels of an edge in the room that was kept for them.
fn stack(mut labels: Vec<PlacedLabel>, room: Rect) -> Vec<PlacedLabel> {
    let mut y = room.y;
    for label in &mut labels {
        label.rect.x = room.x + (room.width - label.rect.width) / 2;
        label.rect.y = y;
        y += LABEL_HEIGHT + LABEL_GAP;
    }
    labels
}

fn reading_order(boxes: &[Rect]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..boxes.len()).collect();
    order.sort_unstable_by_key(|&index| (boxes[index].y, boxes[index].x, index));
    order
}

fn placed(node: &Node, rect: Rect, blocks: &[(Block, Rect)]) -> PlacedNode {
    let room = rect.width - TEXT_X - TEXT_END;
    let corner = Point { x: rect.x, y: rect.y };
    let lane = |(block, room): &(Block, Rect)| PlacedLane {
        rect: room.moved(corner),
        is_empty: block.plan.boxes.is_empty(),
    };
    PlacedNode {
        key: node.key.clone(),
        name: node.name.clone(),
        kind: node.kind,
        icon: node.icon,
        title: if blocks.is_empty() && rect.height <= NODE_HEIGHT + SECOND_LINE {
            wrap(&node.name, Font::Name, room)
        } else {
            vec![cut(&node.name, Font::Name, room)]
        },
        subtitle: cut(&node.subtitle, Font::Sub, room),
        purpose: node.subtitle.clone(),
        rules: node.rules,
        reachable: node.reachable,
        is_distributed: node.is_distributed,
        within: None,
        rect,
        lanes: blocks.iter().map(lane).collect(),
    }
}
