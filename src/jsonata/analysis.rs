//! What can be said of an expression without running it.

use std::sync::Arc;

use super::tree::{Kind, Node};
use crate::source::Span;
use crate::value::Members;

/// What an expression uses.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Analysis {
    /// The variables that are used but not bound in the expression itself, functions among them, each once.
    pub variables: Vec<(Arc<str>, Span)>,
    /// The variables that are bound outside of any function.
    pub bound: Vec<(Arc<str>, Span)>,
    /// The functions that are called by name: `$sum(…)`.
    pub functions: Vec<(Arc<str>, Span)>,
    /// The paths that are read: `$states.input.order.id`.
    pub paths: Vec<PathUse>,
    /// Where the value at hand is used outside of any path step and predicate: names, `$`, `$$`, `*`, `**`.
    pub context: Vec<Span>,
    /// Where `$$` is used.
    pub root: Vec<Span>,
    /// The largest parts that have the same value whatever the input.
    pub constants: Vec<Span>,
}

/// A path from a variable or from the value at hand.
#[derive(Clone, Debug, PartialEq)]
pub struct PathUse {
    /// The variable, without the `$`; nothing for the value at hand, `$` for the input.
    pub root: Option<Arc<str>>,
    /// The names after it, up to the first step that is none.
    pub names: Vec<Arc<str>>,
    /// Where it stands.
    pub span: Span,
}

/// Analyses a tree.
pub(super) fn analyse(tree: &Node) -> Analysis {
    let mut walker = Walker::default();
    walker.bind_all(tree);
    walker.node(tree);
    let mut found = walker.found;
    found.variables = walker.free.into_entries();
    found.bound = walker.assigned.into_entries();
    found.functions = walker.called.into_entries();
    if is_constant(tree) {
        found.constants = vec![tree.span];
    } else {
        constants(tree, &mut found.constants);
    }
    found
}

#[derive(Default)]
struct Walker {
    found: Analysis,
    /// What will be the `variables`, `bound` and `functions`.
    free: Members<Span>,
    assigned: Members<Span>,
    called: Members<Span>,
    /// The names that mean something of the expression's own, from the outside in.
    bound: Vec<Arc<str>>,
    /// How many steps, predicates and the like there are around, in which the value at hand is another.
    inner: usize,
    functions: usize,
}

impl Walker {
    /// Collects what an expression binds, wherever it does.
    fn bind_all(&mut self, node: &Node) {
        match &node.kind {
            Kind::Bind(name, _) | Kind::Focus(_, name) | Kind::Position(_, name) => {
                self.bound.push(name.clone());
            }
            Kind::Lambda(..) => return,
            _ => {}
        }
        node.each_child(&mut |child| self.bind_all(child));
    }

    fn node(&mut self, node: &Node) {
        match &node.kind {
            Kind::Name(_) | Kind::Wildcard | Kind::Descendants => self.context(node.span),
            Kind::Variable(name) => self.variable(name, node.span),
            Kind::Path(..) => self.path(node),
            Kind::Filter(left, predicate) => {
                self.node(left);
                self.within(predicate);
            }
            Kind::Group(left, pairs) => {
                self.node(left);
                for (key, value) in pairs {
                    self.within(key);
                    self.within(value);
                }
            }
            Kind::Sort(left, terms) => {
                self.node(left);
                terms.iter().for_each(|term| self.within(&term.expression));
            }
            Kind::Transform(pattern, update, delete) => {
                self.within(pattern);
                self.within(update);
                delete.iter().for_each(|delete| self.within(delete));
            }
            Kind::Lambda(parameters, _, body) => {
                let outer = self.bound.len();
                self.bound.extend(parameters.iter().cloned());
                self.bind_all(body);
                self.functions += 1;
                self.node(body);
                self.functions -= 1;
                self.bound.truncate(outer);
            }
            Kind::Call(procedure, arguments) | Kind::Partial(procedure, arguments) => {
                if let Kind::Variable(name) = &procedure.kind {
                    self.called.insert_new(name.clone(), procedure.span);
                }
                self.node(procedure);
                arguments.iter().for_each(|argument| self.node(argument));
            }
            Kind::Bind(name, value) => {
                if self.functions == 0 {
                    self.assigned.insert_new(name.clone(), node.span);
                }
                self.node(value);
            }
            _ => node.each_child(&mut |child| self.node(child)),
        }
    }

    fn within(&mut self, node: &Node) {
        self.inner += 1;
        self.node(node);
        self.inner -= 1;
    }

    fn context(&mut self, span: Span) {
        if self.inner == 0 {
            self.found.context.push(span);
        }
    }

    fn variable(&mut self, name: &Arc<str>, span: Span) {
        match &**name {
            "" => self.context(span),
            "$" => {
                self.found.root.push(span);
                self.context(span);
            }
            _ if self.bound.contains(name) => {}
            _ => {
                self.free.insert_new(name.clone(), span);
            }
        }
    }

    fn path(&mut self, node: &Node) {
        let mut steps = Vec::new();
        flatten(node, &mut steps);
        let (root, rest) = match steps.first().map(|first| &first.kind) {
            Some(Kind::Variable(name)) => (Some(name.clone()).filter(|name| !name.is_empty()), &steps[1..]),
            _ => (None, &steps[..]),
        };
        let mut names = Vec::new();
        for step in rest {
            match name_of(step) {
                Some(name) => names.push(name),
                None => break,
            }
        }
        let own = root.as_ref().is_some_and(|root| self.bound.contains(root));
        if !own && (root.is_some() || self.inner == 0) && !names.is_empty() {
            self.found.paths.push(PathUse { root, names, span: node.span });
        }
        for (at, step) in steps.iter().enumerate() {
            match at {
                0 => self.node(step),
                _ => self.within(step),
            }
        }
    }
}

/// The steps of a path, in order.
fn flatten<'a>(node: &'a Node, steps: &mut Vec<&'a Node>) {
    match &node.kind {
        Kind::Path(left, right) => {
            flatten(left, steps);
            flatten(right, steps);
        }
        _ => steps.push(node),
    }
}

/// The name of a step, whatever predicates follow it.
fn name_of(node: &Node) -> Option<Arc<str>> {
    match &node.kind {
        Kind::Name(name) | Kind::String(name) => Some(name.clone()),
        Kind::Filter(left, _) | Kind::Focus(left, _) | Kind::Position(left, _) => name_of(left),
        _ => None,
    }
}

fn is_constant(node: &Node) -> bool {
    match &node.kind {
        Kind::String(_) | Kind::Number(_) | Kind::Literal(_) | Kind::Regex(_) => true,
        Kind::Array(_) | Kind::Object(_) | Kind::Binary(..) | Kind::Negation(_) | Kind::Condition(..) => {
            let mut constant = true;
            node.each_child(&mut |child| constant &= is_constant(child));
            constant
        }
        _ => false,
    }
}

fn constants(node: &Node, found: &mut Vec<Span>) {
    node.each_child(&mut |child| match is_constant(child) {
        true => found.push(child.span),
        false => constants(child, found),
    });
}
