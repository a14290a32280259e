//! The syntax tree: an expression as it was written.

use std::sync::Arc;

use super::signature::Signature;
use crate::regex::Regex;
use crate::source::Span;
use crate::value::Value;

/// An expression, and where it stands.
#[derive(Debug)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// All of its text.
    pub span: Span,
    /// Its operator, or the token that gave it its kind.
    pub at: Span,
    /// Whether `[]` after it keeps a single result in an array.
    pub keep_array: bool,
    /// How many levels there are below it.
    pub(super) height: u16,
}

/// The kinds of expressions.
#[derive(Debug)]
pub enum Kind {
    /// `name`, `` `first name` ``
    Name(Arc<str>),
    /// `"text"`
    String(Arc<str>),
    /// `12.5`
    Number(Value),
    /// `true`, `false`, `null`
    Literal(Value),
    /// `/[a-z]+/i`
    Regex(Arc<Regex>),
    /// `$name`; the name of `$` is empty, that of `$$` is `$`.
    Variable(Arc<str>),
    /// `*`
    Wildcard,
    /// `**`
    Descendants,
    /// `%`
    Parent,
    /// `a + b`, and every other operator between two values.
    Binary(Operator, Box<Node>, Box<Node>),
    /// `-a`
    Negation(Box<Node>),
    /// `a.b`
    Path(Box<Node>, Box<Node>),
    /// `a[b]`
    Filter(Box<Node>, Box<Node>),
    /// `a{b: c}`
    Group(Box<Node>, Vec<(Node, Node)>),
    /// `a^(>b, c)`
    Sort(Box<Node>, Vec<Term>),
    /// `a@$b`
    Focus(Box<Node>, Arc<str>),
    /// `a#$b`
    Position(Box<Node>, Arc<str>),
    /// `$a := b`
    Bind(Arc<str>, Box<Node>),
    /// `a ~> b`
    Apply(Box<Node>, Box<Node>),
    /// `[a, b..c]`
    Array(Vec<Node>),
    /// `{a: b}`
    Object(Vec<(Node, Node)>),
    /// `a(b, c)`
    Call(Box<Node>, Vec<Node>),
    /// `a(?, c)`
    Partial(Box<Node>, Vec<Node>),
    /// `?` as an argument.
    Placeholder,
    /// `function($a, $b)<nn:n>{c}`
    Lambda(Vec<Arc<str>>, Option<Arc<Signature>>, Box<Node>),
    /// `a ? b : c`
    Condition(Box<Node>, Box<Node>, Option<Box<Node>>),
    /// `(a; b)`
    Block(Vec<Node>),
    /// `|a|b,c|`
    Transform(Box<Node>, Box<Node>, Option<Box<Node>>),
    /// The text ended where an expression should stand.
    Missing,
    /// What could not be read; the error is with the others.
    Broken(Vec<Node>),
}

/// An operator between two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Remainder,
    /// `=`
    Equal,
    /// `!=`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `&`
    Concatenate,
    /// `and`
    And,
    /// `or`
    Or,
    /// `in`
    In,
    /// `..`
    Range,
}

impl Operator {
    /// As it is written.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Operator::Add => "+",
            Operator::Subtract => "-",
            Operator::Multiply => "*",
            Operator::Divide => "/",
            Operator::Remainder => "%",
            Operator::Equal => "=",
            Operator::Unequal => "!=",
            Operator::Less => "<",
            Operator::LessOrEqual => "<=",
            Operator::Greater => ">",
            Operator::GreaterOrEqual => ">=",
            Operator::Concatenate => "&",
            Operator::And => "and",
            Operator::Or => "or",
            Operator::In => "in",
            Operator::Range => "..",
        }
    }
}

/// One thing to order by.
#[derive(Debug)]
pub struct Term {
    /// Whether `>` stands before it.
    pub descending: bool,
    /// What to compare.
    pub expression: Node,
}

impl Node {
    pub(super) fn new(kind: Kind, span: Span, at: Span) -> Node {
        let mut node = Node { kind, span, at, keep_array: false, height: 0 };
        let mut height = 0;
        node.each_child(&mut |child| height = height.max(child.height.saturating_add(1)));
        node.height = height;
        node
    }

    /// Shows every expression directly below this one, in the order of the text.
    pub fn each_child<'a>(&'a self, see: &mut dyn FnMut(&'a Node)) {
        match &self.kind {
            Kind::Name(_)
            | Kind::String(_)
            | Kind::Number(_)
            | Kind::Literal(_)
            | Kind::Regex(_)
            | Kind::Variable(_)
            | Kind::Wildcard
            | Kind::Descendants
            | Kind::Parent
            | Kind::Placeholder
            | Kind::Missing => {}
            Kind::Negation(a)
            | Kind::Focus(a, _)
            | Kind::Position(a, _)
            | Kind::Bind(_, a)
            | Kind::Lambda(_, _, a) => see(a),
            Kind::Binary(_, a, b) | Kind::Path(a, b) | Kind::Filter(a, b) | Kind::Apply(a, b) => {
                see(a);
                see(b);
            }
            Kind::Group(a, pairs) => {
                see(a);
                pairs.iter().for_each(|(key, value)| {
                    see(key);
                    see(value);
                });
            }
            Kind::Object(pairs) => pairs.iter().for_each(|(key, value)| {
                see(key);
                see(value);
            }),
            Kind::Sort(a, terms) => {
                see(a);
                terms.iter().for_each(|term| see(&term.expression));
            }
            Kind::Array(items) | Kind::Block(items) | Kind::Broken(items) => items.iter().for_each(see),
            Kind::Call(procedure, arguments) | Kind::Partial(procedure, arguments) => {
                see(procedure);
                arguments.iter().for_each(see);
            }
            Kind::Condition(a, b, c) | Kind::Transform(a, b, c) => {
                see(a);
                see(b);
                c.iter().for_each(|c| see(c));
            }
        }
    }

    /// The smallest expression around a place in the text: what a cursor stands in.
    #[must_use]
    pub fn innermost(&self, offset: u32) -> &Node {
        let mut node = self;
        loop {
            let mut inner = None;
            node.each_child(&mut |child| {
                if child.span.start <= offset && offset <= child.span.end {
                    inner = Some(child);
                }
            });
            match inner {
                Some(child) => node = child,
                None => return node,
            }
        }
    }
}
