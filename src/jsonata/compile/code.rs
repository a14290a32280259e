//! An expression as it is evaluated: paths are lists of steps, variables know where they are kept.

use std::sync::Arc;

use crate::jsonata::functions::Builtin;
use crate::jsonata::signature::Signature;
use crate::jsonata::tree::Operator;
use crate::regex::Regex;
use crate::source::Span;
use crate::value::Value;

/// A whole expression.
#[derive(Debug)]
pub(in crate::jsonata) struct Program {
    pub code: Code,
    /// The variables bound outside of any block.
    pub names: Arc<[Arc<str>]>,
    /// Whether `$eval` occurs, so that variables must be found by name as well.
    pub uses_eval: bool,
    /// Whether `in` occurs, which asks for one and the same object.
    pub uses_identity: bool,
}

#[derive(Debug)]
pub(in crate::jsonata) struct Code {
    pub op: Op,
    pub span: Span,
    /// The operator or the token that stands for the whole.
    pub at: Span,
    pub keep_array: bool,
    /// An array in brackets that a path does not flatten.
    pub constructed: bool,
    /// A step whose results carry more than themselves: focus, position or parent.
    pub tuple: bool,
    pub extra: Option<Box<Extra>>,
}

/// What few expressions have.
#[derive(Debug, Default)]
pub(in crate::jsonata) struct Extra {
    /// What `[…]` after it lets through.
    pub predicates: Vec<Code>,
    /// The same for a step of a path, with the positions noted in between.
    pub stages: Vec<Stage>,
    pub group: Option<Pairs>,
    /// `@$name`
    pub focus: Option<Arc<str>>,
    /// `#$name`
    pub position: Option<Arc<str>>,
    /// The slot of a parent that this step provides.
    pub ancestor: Option<u32>,
    /// Slots of parents that are to be found further out.
    pub seeking: Vec<u32>,
}

#[derive(Debug)]
pub(in crate::jsonata) enum Stage {
    Filter(Code),
    /// `#$name`
    Position(Arc<str>),
}

/// `{key: value}`
#[derive(Debug)]
pub(in crate::jsonata) struct Pairs {
    pub pairs: Vec<(Code, Code)>,
    pub at: Span,
}

#[derive(Debug)]
pub(in crate::jsonata) enum Op {
    Constant(Value),
    Name(Arc<str>),
    Regex(Arc<Regex>),
    /// `$`
    Context,
    /// `$$`
    Root,
    Variable(Box<Variable>),
    Wildcard,
    Descendants,
    /// `%`: the number of its slot, and the frames that may hold it.
    Parent(u32, Box<[Place]>),
    Binary(Operator, Box<(Code, Code)>),
    Negation(Box<Code>),
    Array(Vec<Code>),
    Object(Box<Pairs>),
    Path(Box<Path>),
    Sort(Box<[SortTerm]>),
    Bind(Box<Bind>),
    Call(Box<Call>),
    Partial(Box<Call>),
    Placeholder,
    Lambda(Arc<Lambda>),
    Condition(Box<(Code, Code, Option<Code>)>),
    Block(Box<Block>),
    Apply(Box<(Code, Code)>),
    Transform(Arc<Transform>),
}

#[derive(Debug)]
pub(in crate::jsonata) struct Path {
    pub steps: Vec<Code>,
    /// Whether a single result stays in an array.
    pub keep_single: bool,
}

#[derive(Debug)]
pub(in crate::jsonata) struct SortTerm {
    pub descending: bool,
    pub code: Code,
}

/// Where a variable may be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::jsonata) struct Place {
    /// How many frames further out.
    pub up: u16,
    /// Which slot of the frame; [`Place::TUPLE`] where the names have to be looked through.
    pub slot: u16,
}

impl Place {
    pub const TUPLE: u16 = u16::MAX;
}

#[derive(Debug)]
pub(in crate::jsonata) struct Variable {
    pub name: Arc<str>,
    /// The places to look, from the inside out; the first that was set has it.
    pub places: Box<[Place]>,
    pub builtin: Option<Builtin>,
}

#[derive(Debug)]
pub(in crate::jsonata) struct Bind {
    pub name: Arc<str>,
    pub place: Place,
    pub value: Code,
}

#[derive(Debug)]
pub(in crate::jsonata) struct Call {
    pub procedure: Code,
    pub arguments: Vec<Code>,
    /// Whether nothing is left to do in the function around it.
    pub tail: bool,
}

impl Call {
    /// What is called, for messages.
    pub fn name(&self) -> Option<&str> {
        match &self.procedure.op {
            Op::Variable(variable) => Some(&variable.name),
            Op::Path(path) => match &path.steps.first()?.op {
                Op::Name(name) => Some(name),
                _ => None,
            },
            _ => None,
        }
    }
}

#[derive(Debug)]
pub(in crate::jsonata) struct Lambda {
    pub parameters: Vec<Arc<str>>,
    /// The slots of the parameters.
    pub slots: Vec<u16>,
    /// The names of all slots of its frame.
    pub names: Arc<[Arc<str>]>,
    pub signature: Option<Arc<Signature>>,
    pub body: Code,
}

#[derive(Debug)]
pub(in crate::jsonata) struct Block {
    pub parts: Vec<Code>,
    /// The names of its slots; without any it has no frame.
    pub names: Arc<[Arc<str>]>,
}

#[derive(Debug)]
pub(in crate::jsonata) struct Transform {
    pub pattern: Code,
    pub update: Code,
    pub delete: Option<Code>,
    /// `$clone`, which makes the copy that is changed.
    pub clone: Code,
    pub at: Span,
}

impl Code {
    pub fn new(op: Op, span: Span, at: Span) -> Code {
        Code { op, span, at, keep_array: false, constructed: false, tuple: false, extra: None }
    }

    pub fn extra_mut(&mut self) -> &mut Extra {
        self.extra.get_or_insert_default()
    }

    pub fn stages(&self) -> &[Stage] {
        self.extra.as_ref().map_or(&[], |extra| &extra.stages)
    }

    pub fn seeking(&self) -> &[u32] {
        self.extra.as_ref().map_or(&[], |extra| &extra.seeking)
    }

    /// Shows every part directly below, those in predicates and groups included.
    pub fn each_child(&mut self, see: &mut dyn FnMut(&mut Code)) {
        self.op.each_child(see);
        if let Some(extra) = &mut self.extra {
            extra.each_child(see);
        }
    }
}

impl Extra {
    pub fn each_child(&mut self, see: &mut dyn FnMut(&mut Code)) {
        self.predicates.iter_mut().for_each(&mut *see);
        for stage in &mut self.stages {
            if let Stage::Filter(code) = stage {
                see(code);
            }
        }
        if let Some(group) = &mut self.group {
            group.each_child(see);
        }
    }
}

impl Pairs {
    pub fn each_child(&mut self, see: &mut dyn FnMut(&mut Code)) {
        for (key, value) in &mut self.pairs {
            see(key);
            see(value);
        }
    }
}

impl Op {
    fn each_child(&mut self, see: &mut dyn FnMut(&mut Code)) {
        match self {
            Op::Constant(_)
            | Op::Name(_)
            | Op::Regex(_)
            | Op::Context
            | Op::Root
            | Op::Variable(_)
            | Op::Wildcard
            | Op::Descendants
            | Op::Parent(..)
            | Op::Placeholder => {}
            Op::Binary(_, pair) | Op::Apply(pair) => {
                see(&mut pair.0);
                see(&mut pair.1);
            }
            Op::Negation(inner) => see(inner),
            Op::Array(items) => items.iter_mut().for_each(see),
            Op::Object(pairs) => pairs.each_child(see),
            Op::Path(path) => path.steps.iter_mut().for_each(see),
            Op::Sort(terms) => terms.iter_mut().for_each(|term| see(&mut term.code)),
            Op::Bind(bind) => see(&mut bind.value),
            Op::Call(call) | Op::Partial(call) => {
                see(&mut call.procedure);
                call.arguments.iter_mut().for_each(see);
            }
            // Nobody else holds a function while it is being compiled.
            Op::Lambda(lambda) => {
                if let Some(lambda) = Arc::get_mut(lambda) {
                    see(&mut lambda.body);
                }
            }
            Op::Condition(parts) => {
                see(&mut parts.0);
                see(&mut parts.1);
                parts.2.iter_mut().for_each(see);
            }
            Op::Block(block) => block.parts.iter_mut().for_each(see),
            Op::Transform(transform) => {
                if let Some(transform) = Arc::get_mut(transform) {
                    see(&mut transform.pattern);
                    see(&mut transform.update);
                    see(&mut transform.clone);
                    transform.delete.iter_mut().for_each(see);
                }
            }
        }
    }
}
