//! Calling functions.

use std::rc::Rc;

use super::frame::Env;
use super::{Closure, Evaluator, Found, Function, Pending};
use crate::jsonata::compile::{Call, Code, Op, Place};
use crate::jsonata::error::{Error, Res};
use crate::jsonata::functions::{Builtin, Caller};
use crate::jsonata::item::{Item, View};
use crate::value::Value;

/// What a call is about to call.
enum Callee {
    Builtin(Builtin),
    Function(Rc<Function>),
    Nothing,
}

/// The context of a function that another function calls.
static NO_CONTEXT: Value = Value::Null;

impl Evaluator<'_> {
    /// A call in the code; `first` comes before its own arguments, from the left of `~>`.
    pub(super) fn call(
        &mut self,
        code: &Code,
        call: &Call,
        first: Option<Item>,
        input: View,
        env: Env,
    ) -> Res<Item> {
        let callee = match &call.procedure.op {
            Op::Variable(variable) if call.procedure.extra.is_none() => match self.find(variable, env) {
                Some(Found::Builtin(builtin)) => Callee::Builtin(builtin),
                Some(Found::Item(Item::Function(function))) => Callee::Function(function),
                _ => Callee::Nothing,
            },
            _ => match self.evaluate(&call.procedure, input, env)? {
                Item::Function(function) => Callee::Function(function),
                Item::Undefined if self.is_forgotten_dollar(call, env) => {
                    return Err(Error::new("T1005").at(code.at).token(call.name().unwrap_or_default()));
                }
                _ => Callee::Nothing,
            },
        };
        let pass_on = !matches!(callee, Callee::Builtin(_));
        let mut arguments = Vec::with_capacity((call.arguments.len() + usize::from(first.is_some())).max(4));
        arguments.extend(first);
        for argument in &call.arguments {
            let item = self.evaluate(argument, input, env)?;
            arguments.push(if pass_on && !call.tail { pass(item) } else { item });
        }
        let result = match callee {
            Callee::Builtin(builtin) => self.call_builtin(builtin, arguments, Caller { input, env }),
            Callee::Function(function) if call.tail => {
                self.pending = Some(Pending { function, arguments });
                return Ok(Item::Undefined);
            }
            Callee::Function(function) => self.apply(&function, arguments, input, env),
            Callee::Nothing => Err(Error::new("T1006")),
        };
        result.map_err(|error| error.within(code.at, call.name()))
    }

    /// Whether `sum(x)` was written where `$sum(x)` was meant.
    fn is_forgotten_dollar(&self, call: &Call, env: Env) -> bool {
        let (Op::Path(_), Some(name)) = (&call.procedure.op, call.name()) else { return false };
        crate::jsonata::functions::find(name).is_some()
            || self.variables.get(name).is_some()
            || self.library.find(name).is_some()
            || self.frames.by_name(env, name).is_some()
    }

    /// Calls a function from within a function, as `$map` does.
    pub fn apply_alone(&mut self, function: &Rc<Function>, arguments: Vec<Item>) -> Res<Item> {
        if let Function::Lambda(closure) = &**function
            && closure.lambda.signature.is_none()
        {
            // The commonest case, without asking what a function can be.
            let result = self.call_closure(closure, arguments)?;
            if self.pending.is_none() {
                return Ok(result);
            }
            return self.finish(result, View::Json(&NO_CONTEXT), super::Frames::TOP);
        }
        self.apply(function, arguments, View::Json(&NO_CONTEXT), super::Frames::TOP)
    }

    /// Calls a function, and then whatever it ends by calling, without growing the stack.
    pub(super) fn apply(
        &mut self,
        function: &Rc<Function>,
        arguments: Vec<Item>,
        input: View,
        env: Env,
    ) -> Res<Item> {
        let result = self.apply_once(function, arguments, input, env)?;
        self.finish(result, input, env)
    }

    fn finish(&mut self, result: Item, input: View, env: Env) -> Res<Item> {
        let mut result = result;
        while let Some(Pending { function, arguments }) = self.pending.take() {
            result = self.apply_once(&function, arguments, input, env)?;
        }
        Ok(result)
    }

    fn apply_once(&mut self, function: &Function, arguments: Vec<Item>, input: View, env: Env) -> Res<Item> {
        let Function::Lambda(closure) = function else {
            return self.apply_other(function, arguments, input, env);
        };
        match &closure.lambda.signature {
            Some(signature) => self.call_closure(closure, signature.validate(arguments, input)?),
            None => self.call_closure(closure, arguments),
        }
    }

    /// Calls a function that is none of the expression's own.
    fn apply_other(&mut self, function: &Function, arguments: Vec<Item>, input: View, env: Env) -> Res<Item> {
        match function {
            Function::Lambda(closure) => self.call_closure(closure, arguments),
            Function::Builtin(builtin) => self.call_builtin(*builtin, arguments, Caller { input, env }),
            Function::Host(number) => {
                let library = self.library;
                let arguments = library.signature(*number).validate(arguments, input)?;
                library.call(self, *number, arguments)
            }
            Function::Partial(inner, bound) => {
                let mut rest = arguments.into_iter();
                let all = bound.iter().map(|bound| match bound {
                    Some(item) => item.clone(),
                    None => rest.next().unwrap_or_default(),
                });
                let all = all.collect();
                match &**inner {
                    // What is bound in part is no longer checked.
                    Function::Lambda(closure) => self.call_closure(closure, all),
                    other => self.apply_once(other, all, View::Undefined, env),
                }
            }
            Function::Chain(first, second) => {
                let between = self.apply(first, arguments, View::Json(&NO_CONTEXT), env)?;
                let between = between.unwrap_sequence(false);
                self.pending = Some(Pending { function: second.clone(), arguments: vec![between] });
                Ok(Item::Undefined)
            }
            Function::Transform(transform, env) => {
                let argument = arguments.into_iter().next().unwrap_or_default();
                self.transform(transform, argument, *env)
            }
            Function::Regex(_) | Function::Next(..) => {
                let text = arguments.into_iter().next();
                crate::jsonata::functions::search(self, function, text)
            }
            Function::Passed(inner) => self.apply(inner, arguments, View::Json(&NO_CONTEXT), env),
        }
    }

    fn call_closure(&mut self, closure: &Closure, arguments: Vec<Item>) -> Res<Item> {
        self.enter(1)?;
        let lambda = &closure.lambda;
        let env = self.frames.push(closure.env, lambda.names.len());
        self.name_frame(env, &lambda.names);
        let mut arguments = arguments.into_iter();
        for slot in &lambda.slots {
            let item = arguments.next().unwrap_or_default();
            self.frames.set(env, Place { up: 0, slot: *slot }, item);
        }
        let result = match &lambda.body.op {
            // The frame of a block that is the whole body is the frame of the function.
            Op::Block(block) if lambda.body.extra.is_none() && self.recorder.is_none() => {
                let result = self.parts(&block.parts, closure.input.view(), env)?;
                result.unwrap_sequence(lambda.body.keep_array)
            }
            _ => self.evaluate(&lambda.body, closure.input.view(), env)?,
        };
        self.frames.pop(env);
        self.leave(1);
        Ok(result)
    }

    fn call_builtin(&mut self, builtin: Builtin, arguments: Vec<Item>, caller: Caller) -> Res<Item> {
        self.charge(1)?;
        self.enter(1)?;
        let mut arguments = builtin.signature().validate(arguments, caller.input)?;
        let result = builtin.run(self, &mut arguments, caller)?;
        self.leave(1);
        Ok(result)
    }

    /// `a ~> $f(b)`, `a ~> $f`, `$f ~> $g`
    pub(super) fn chain(
        &mut self,
        code: &Code,
        left: &Code,
        right: &Code,
        input: View,
        env: Env,
    ) -> Res<Item> {
        let value = self.evaluate(left, input, env)?;
        if let Op::Call(call) = &right.op {
            let result = self.call(right, call, Some(value), input, env)?;
            if let Some(recorder) = &mut self.recorder {
                recorder.note(right.span, &result);
            }
            return Ok(result);
        }
        let function = match self.evaluate(right, input, env)? {
            Item::Function(function) => function,
            other => {
                return Err(Error::new("T2006").at(code.at).value(super::operators::subject(&other)));
            }
        };
        if let Item::Function(first) = value {
            return Ok(Item::Function(Rc::new(Function::Chain(first, function))));
        }
        let result = self.apply(&function, vec![value], View::Json(&NO_CONTEXT), env);
        let name = match &right.op {
            Op::Variable(variable) => Some(&*variable.name),
            _ => None,
        };
        result.map_err(|error| error.within(right.at, name))
    }

    /// `$f(?, 1)`
    pub(super) fn partial(&mut self, code: &Code, call: &Call, input: View, env: Env) -> Res<Item> {
        let mut bound = Vec::with_capacity(call.arguments.len());
        for argument in &call.arguments {
            bound.push(match argument.op {
                Op::Placeholder => None,
                _ => Some(self.evaluate(argument, input, env)?),
            });
        }
        let name = call.name().unwrap_or_default();
        match self.evaluate(&call.procedure, input, env)? {
            Item::Function(function) => {
                let arity = function.arity(self.library);
                bound.resize_with(arity, || Some(Item::Undefined));
                Ok(Item::Function(Rc::new(Function::Partial(function, bound))))
            }
            Item::Undefined if self.is_forgotten_dollar(call, env) => {
                Err(Error::new("T1007").at(code.at).token(name))
            }
            _ => Err(Error::new("T1008").at(code.at).token(name)),
        }
    }

    /// Evaluates code that `$eval` has compiled, where it was called.
    pub fn run_inner(
        &mut self,
        program: &crate::jsonata::compile::Program,
        input: View,
        env: Env,
    ) -> Res<Item> {
        let inner = self.frames.push(env, program.names.len());
        self.name_frame(inner, &program.names);
        let result = self.evaluate(&program.code, input, inner)?;
        self.frames.pop(inner);
        Ok(result)
    }
}

/// A function that is passed on loses the context of its call. One of the expression's own has none.
fn pass(item: Item) -> Item {
    match item {
        Item::Function(function) => match &*function {
            Function::Lambda(closure) if closure.lambda.signature.is_none() => Item::Function(function),
            Function::Passed(_) => Item::Function(function),
            _ => Item::Function(Rc::new(Function::Passed(function))),
        },
        other => other,
    }
}
