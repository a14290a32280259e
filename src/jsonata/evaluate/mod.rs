//! Evaluating code.

mod call;
mod comparator;
mod frame;
mod function;
mod group;
mod operators;
mod path;
mod result;
mod sort;
mod transform;
mod tuple;

use std::rc::Rc;
use std::sync::Arc;

pub(super) use frame::{Env, Label, Tuple};
pub(super) use function::{Closure, Function};

use super::budget::{Budget, MAX_NESTING};
use super::compile::{Code, Lambda, Op, Program, Variable};
use super::error::{Error, Res};
use super::functions::Builtin;
use super::host::{Library, Variables};
use super::inspect::Recorder;
use super::item::{Item, Marks, View};
use crate::regex::Scratch;
use crate::value::Value;
use frame::Frames;

/// What an evaluation knows of the world.
pub(super) struct Evaluator<'w> {
    pub library: &'w Library,
    pub variables: &'w dyn Variables,
    /// The moment `$now()` gives, in milliseconds since 1970.
    pub now: i64,
    pub random: &'w mut dyn FnMut() -> f64,
    pub budget: Budget,
    /// How many steps are left.
    pub steps: u64,
    depth: u32,
    /// How much of the stack is taken, in units of about what one expression takes.
    room: u32,
    frames: Frames,
    /// The call that a function ends with, to be made once it has ended.
    pending: Option<Pending>,
    /// The tuples of a path whose value is asked for with its parents.
    stream: Option<Vec<Rc<Tuple>>>,
    root: Item,
    uses_eval: bool,
    uses_identity: bool,
    /// Room for strings that are being put together.
    buffer: String,
    pub scratch: Scratch,
    pub recorder: Option<Recorder>,
}

struct Pending {
    function: Rc<Function>,
    arguments: Vec<Item>,
}

/// What a variable stands for.
enum Found {
    Item(Item),
    Builtin(Builtin),
}

impl<'w> Evaluator<'w> {
    pub fn new(
        library: &'w Library,
        variables: &'w dyn Variables,
        now: i64,
        random: &'w mut dyn FnMut() -> f64,
        budget: Budget,
    ) -> Self {
        Evaluator {
            library,
            variables,
            now,
            random,
            steps: budget.steps,
            budget,
            depth: 0,
            room: 0,
            frames: Frames::default(),
            pending: None,
            stream: None,
            root: Item::Undefined,
            uses_eval: false,
            uses_identity: false,
            buffer: String::new(),
            scratch: Scratch::default(),
            recorder: None,
        }
    }

    /// Evaluates a whole expression on an input.
    pub fn run(&mut self, program: &Program, input: Item) -> Res<Item> {
        self.root = input.clone();
        self.uses_eval = program.uses_eval;
        self.uses_identity = program.uses_identity;
        let top = self.frames.push(Frames::TOP, program.names.len());
        self.name_frame(top, &program.names);
        self.frames.capture(top);
        // An array is one input, not many.
        let input = match input.view().letter() {
            b'a' => Item::marked(vec![input], Marks { sequence: true, outer: true, ..Marks::default() }),
            _ => input,
        };
        self.evaluate(&program.code, input.view(), top)
    }

    /// Takes steps off the budget.
    pub fn charge(&mut self, steps: usize) -> Res<()> {
        match self.steps.checked_sub(steps as u64) {
            Some(left) => {
                self.steps = left;
                Ok(())
            }
            None => Err(Error::out_of_steps()),
        }
    }

    /// Checks that an array may be so long, and charges for it.
    pub fn check_length(&mut self, length: usize) -> Res<()> {
        if length > self.budget.sequence as usize {
            return Err(Error::new("D2015").value(i64::from(self.budget.sequence)));
        }
        Ok(())
    }

    /// A string that is not longer than it may be.
    pub fn string(&mut self, text: &str) -> Res<Item> {
        self.check_string(text.len())?;
        Ok(Item::string(text))
    }

    /// Checks a string while it grows.
    pub fn check_growth(&mut self, length: usize) -> Res<()> {
        match length > self.budget.string as usize {
            true => self.check_string(length),
            false => Ok(()),
        }
    }

    pub fn check_string(&mut self, length: usize) -> Res<()> {
        self.charge(length / 16)?;
        if length > self.budget.string as usize {
            return Err(Error::new("U1003").value(i64::from(self.budget.string)));
        }
        Ok(())
    }

    fn check_nesting(item: Item) -> Res<Item> {
        if item.depth() > MAX_NESTING { Err(Error::new("U1001")) } else { Ok(item) }
    }

    fn name_frame(&mut self, env: Env, names: &Arc<[Arc<str>]>) {
        if self.uses_eval {
            self.frames.name(env, names.clone());
        }
    }

    /// Takes room on the stack for what is about to recurse.
    fn enter(&mut self, units: u32) -> Res<()> {
        self.room += units;
        if self.room > self.budget.depth.saturating_mul(2) { Err(Error::new("U1001")) } else { Ok(()) }
    }

    fn leave(&mut self, units: u32) {
        self.room -= units;
    }

    /// Evaluates code. An error that knows no better place is where this code is.
    pub fn evaluate(&mut self, code: &Code, input: View, env: Env) -> Res<Item> {
        self.evaluate_unplaced(code, input, env).map_err(|error| error.within(code.span, None))
    }

    #[inline(always)]
    fn evaluate_unplaced(&mut self, code: &Code, input: View, env: Env) -> Res<Item> {
        if self.steps == 0 || self.depth >= self.budget.depth {
            return Err(if self.steps == 0 { Error::out_of_steps() } else { Error::new("U1001") });
        }
        self.steps -= 1;
        self.depth += 1;
        self.enter(1)?;
        let result = self.operation(code, input, env)?;
        self.depth -= 1;
        self.leave(1);
        if code.extra.is_some() || self.recorder.is_some() {
            return self.complete(code, result, env);
        }
        Ok(match &result {
            Item::Array(array) if array.marks.sequence => result.unwrap_sequence(code.keep_array),
            _ => result,
        })
    }

    /// Applies what follows an expression in brackets and braces, and notes its value.
    fn complete(&mut self, code: &Code, result: Item, env: Env) -> Res<Item> {
        if self.pending.is_some() {
            return Ok(result);
        }
        let mut result = result;
        if let Some(extra) = &code.extra {
            if code.tuple && matches!(code.op, Op::Block(_)) {
                result = self.filter_block(&extra.predicates, result, env)?;
            } else {
                for predicate in &extra.predicates {
                    result = self.filter(predicate, result, env)?;
                }
            }
            if let Some(group) = &extra.group
                && !matches!(code.op, Op::Path(_))
            {
                result = self.group(group, result.view(), env)?;
            }
        }
        let result = result.unwrap_sequence(code.keep_array);
        // A path of one step stands where its step stands, which has been noted.
        let is_one_step = matches!(&code.op, Op::Path(path) if path.steps.len() == 1);
        if let Some(recorder) = self.recorder.as_mut().filter(|_| !is_one_step) {
            recorder.note(code.span, &result);
        }
        Ok(result)
    }

    fn operation(&mut self, code: &Code, input: View, env: Env) -> Res<Item> {
        match &code.op {
            Op::Path(path) => self.path(code, path, input, env),
            Op::Binary(operator, sides) => self.binary(code, *operator, &sides.0, &sides.1, input, env),
            Op::Call(call) => self.call(code, call, None, input, env),
            Op::Object(pairs) => self.group(pairs, input, env),
            Op::Block(block) => self.block(block, input, env),
            Op::Condition(parts) => self.condition(&parts.0, &parts.1, parts.2.as_ref(), input, env),
            Op::Array(items) => self.array(code, items, input, env),
            Op::Bind(bind) => self.bind(bind, input, env),
            Op::Negation(inner) => self.negation(code, inner, input, env),
            Op::Apply(sides) => self.chain(code, &sides.0, &sides.1, input, env),
            Op::Partial(call) => self.partial(code, call, input, env),
            _ => self.leaf(code, input, env),
        }
    }

    /// The operations that evaluate nothing further.
    fn leaf(&mut self, code: &Code, input: View, env: Env) -> Res<Item> {
        Ok(match &code.op {
            Op::Constant(value) => Item::Json(value.clone()),
            Op::Name(name) => return self.name_step(name, input),
            Op::Context => context(input),
            Op::Root => self.root.clone(),
            Op::Variable(variable) => self.variable(variable, env),
            Op::Lambda(lambda) => return self.lambda(lambda, code, input, env),
            Op::Wildcard => return self.wildcard(input),
            Op::Descendants => return self.descendants(input),
            Op::Regex(regex) => Item::Function(Rc::new(Function::Regex(regex.clone()))),
            Op::Transform(transform) => {
                self.frames.capture(env);
                Item::Function(Rc::new(Function::Transform(transform.clone(), env)))
            }
            Op::Parent(label, places) => {
                let label = Label::Ancestor(*label);
                let found = places.iter().find_map(|place| self.frames.in_tuple(env, *place, &label));
                found.cloned().unwrap_or_default()
            }
            _ => Item::Undefined,
        })
    }

    fn bind(&mut self, bind: &super::compile::Bind, input: View, env: Env) -> Res<Item> {
        let value = self.evaluate(&bind.value, input, env)?;
        self.frames.set(env, bind.place, value.clone());
        Ok(value)
    }

    fn lambda(&mut self, lambda: &Arc<Lambda>, code: &Code, input: View, env: Env) -> Res<Item> {
        self.frames.capture(env);
        if self.frames.size() > 8 * self.budget.sequence as usize {
            return Err(Error::new("U1001").at(code.span));
        }
        let closure = Closure { lambda: lambda.clone(), env, input: input.to_item() };
        Ok(Item::Function(Rc::new(Function::Lambda(closure))))
    }

    fn variable(&self, variable: &Variable, env: Env) -> Item {
        match self.find(variable, env) {
            Some(Found::Item(item)) => item,
            Some(Found::Builtin(builtin)) => Item::Function(Rc::new(Function::Builtin(builtin))),
            None => Item::Undefined,
        }
    }

    fn find(&self, variable: &Variable, env: Env) -> Option<Found> {
        for place in &variable.places {
            let found = match place.slot {
                super::compile::Place::TUPLE => {
                    self.frames.in_tuple(env, *place, &Label::Name(variable.name.clone()))
                }
                _ => self.frames.get(env, *place),
            };
            if let Some(item) = found {
                return Some(Found::Item(item.clone()));
            }
        }
        if self.uses_eval
            && let Some(item) = self.frames.by_name(env, &variable.name)
        {
            return Some(Found::Item(item.clone()));
        }
        self.global(variable)
    }

    /// The variables of the caller come first, then the functions of the host, then JSONata's own.
    fn global(&self, variable: &Variable) -> Option<Found> {
        if let Some(value) = self.variables.get(&variable.name) {
            return Some(Found::Item(Item::Json(value.clone())));
        }
        if !self.library.is_empty() {
            if let Some(number) = self.library.find(&variable.name) {
                return Some(Found::Item(Item::Function(Rc::new(Function::Host(number)))));
            }
            if self.library.hides(&variable.name) {
                return None;
            }
        }
        variable.builtin.map(Found::Builtin)
    }

    fn block(&mut self, block: &super::compile::Block, input: View, env: Env) -> Res<Item> {
        if block.names.is_empty() {
            return self.parts(&block.parts, input, env);
        }
        let inner = self.frames.push(env, block.names.len());
        self.name_frame(inner, &block.names);
        let result = self.parts(&block.parts, input, inner)?;
        self.frames.pop(inner);
        Ok(result)
    }

    fn parts(&mut self, parts: &[Code], input: View, env: Env) -> Res<Item> {
        let mut result = Item::Undefined;
        for part in parts {
            result = self.evaluate(part, input, env)?;
        }
        Ok(result)
    }

    fn condition(
        &mut self,
        condition: &Code,
        then: &Code,
        otherwise: Option<&Code>,
        input: View,
        env: Env,
    ) -> Res<Item> {
        let condition = self.evaluate(condition, input, env)?;
        match (self.truth(condition.view())?, otherwise) {
            (true, _) => self.evaluate(then, input, env),
            (false, Some(otherwise)) => self.evaluate(otherwise, input, env),
            (false, None) => Ok(Item::Undefined),
        }
    }

    fn array(&mut self, code: &Code, items: &[Code], input: View, env: Env) -> Res<Item> {
        let marks = Marks { constructed: code.constructed, ..Marks::default() };
        let mut all = Vec::with_capacity(items.len());
        for item in items {
            let value = self.evaluate(item, input, env)?;
            match &value {
                Item::Undefined => {}
                _ if matches!(item.op, Op::Array(_)) => all.push(value),
                Item::Json(Value::Array(_)) if items.len() == 1 && !code.constructed => return Ok(value),
                Item::Array(array) if items.len() == 1 => {
                    // A range stays one.
                    let array = super::item::Array { items: array.items.clone(), marks, depth: array.depth };
                    return Ok(Item::Array(Rc::new(array)));
                }
                _ => match value.as_list() {
                    Some(list) => {
                        self.charge(list.len())?;
                        self.check_length(all.len() + list.len())?;
                        all.extend(list.to_vec());
                    }
                    None => all.push(value),
                },
            }
        }
        Self::check_nesting(Item::marked(all, marks))
    }
}

/// What `$` stands for.
fn context(input: View) -> Item {
    match input {
        View::Array(array) if array.marks.outer => array.list().get(0),
        _ => input.to_item(),
    }
}
