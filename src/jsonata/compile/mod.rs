//! From the tree as it was written to the code that is evaluated.
//!
//! Steps joined by dots become one path, what follows a step becomes part of it, `%` finds the step that
//! provides its value, and variables find their slots.

mod ancestry;
mod code;
mod scope;

use std::sync::Arc;

pub(super) use code::{
    Bind, Block, Call, Code, Lambda, Op, Pairs, Path, Place, Program, SortTerm, Stage, Transform, Variable,
};

use super::error::{Error, Res};
use super::item::number;
use super::signature::Signature;
use super::tree::{Kind, Node, Operator, Term};
use crate::source::Span;
use crate::value::Value;
use ancestry::Slots;

/// Compiles a tree; those inside `$eval` are compiled with `dynamic`.
pub(super) fn compile(tree: &Node, dynamic: bool) -> Res<Program> {
    let mut compiler = Compiler {
        slots: Slots::default(),
        tuple_names: Vec::new(),
        uses_eval: dynamic,
        uses_identity: false,
    };
    let mut code = compiler.lower(tree)?;
    if matches!(code.op, Op::Parent(..)) || !code.seeking().is_empty() {
        return Err(Error::new("S0217").at(tree.span));
    }
    let names = scope::resolve(&mut code, &compiler.slots, &compiler.tuple_names, compiler.uses_eval);
    let Compiler { uses_eval, uses_identity, .. } = compiler;
    Ok(Program { code, names, uses_eval, uses_identity: uses_identity || uses_eval })
}

struct Compiler {
    slots: Slots,
    /// The names that focus and position bind anywhere.
    tuple_names: Vec<Arc<str>>,
    uses_eval: bool,
    uses_identity: bool,
}

impl Compiler {
    fn lower(&mut self, node: &Node) -> Res<Code> {
        let mut code = match &node.kind {
            Kind::Path(left, right) => self.path(node, left, right)?,
            Kind::Filter(left, predicate) => self.filter(node, left, predicate)?,
            Kind::Group(left, pairs) => self.group(node, left, pairs)?,
            Kind::Sort(left, terms) => self.sort(node, left, terms)?,
            Kind::Focus(left, name) => self.focus(node, left, name)?,
            Kind::Position(left, name) => self.position(node, left, name)?,
            Kind::Negation(inner) => self.negation(node, inner)?,
            Kind::Binary(operator, left, right) => self.binary(node, *operator, left, right)?,
            Kind::Apply(left, right) => self.apply(node, left, right)?,
            Kind::Bind(name, value) => self.bind(node, name, value)?,
            Kind::Array(items) => self.array(node, items)?,
            Kind::Object(pairs) => self.object(node, pairs)?,
            Kind::Call(procedure, arguments) | Kind::Partial(procedure, arguments) => {
                self.call(node, procedure, arguments)?
            }
            Kind::Lambda(parameters, signature, body) => self.lambda(node, parameters, signature, body)?,
            Kind::Condition(condition, then, otherwise) => {
                self.condition(node, condition, then, otherwise.as_deref())?
            }
            Kind::Block(parts) => self.block(node, parts)?,
            Kind::Transform(pattern, update, delete) => {
                self.transform(node, pattern, update, delete.as_deref())?
            }
            _ => self.leaf(node)?,
        };
        code.keep_array |= node.keep_array;
        Ok(code)
    }

    fn leaf(&mut self, node: &Node) -> Res<Code> {
        let op = match &node.kind {
            Kind::Name(name) => {
                let mut step = Code::new(Op::Name(name.clone()), node.span, node.at);
                step.keep_array = node.keep_array;
                Op::Path(Box::new(Path { steps: vec![step], keep_single: node.keep_array }))
            }
            Kind::String(text) => Op::Constant(Value::String(text.clone())),
            Kind::Number(value) | Kind::Literal(value) => Op::Constant(value.clone()),
            Kind::Regex(regex) => Op::Regex(regex.clone()),
            Kind::Variable(name) => match &**name {
                "" => Op::Context,
                "$" => Op::Root,
                _ => self.variable(name.clone()),
            },
            Kind::Wildcard => Op::Wildcard,
            Kind::Descendants => Op::Descendants,
            Kind::Parent => Op::Parent(self.slots.add(), Box::default()),
            Kind::Placeholder => Op::Placeholder,
            Kind::Missing => return Err(Error::new("S0207").at(node.span).token("(end)")),
            // What is broken has been reported; the rest is dealt with elsewhere.
            _ => return Err(Error::new("S0206").at(node.span)),
        };
        Ok(Code::new(op, node.span, node.at))
    }

    fn binary(&mut self, node: &Node, operator: Operator, left: &Node, right: &Node) -> Res<Code> {
        let mut code = Code::new(Op::Placeholder, node.span, node.at);
        let left = self.lower_into(left, &mut code)?;
        let right = self.lower_into(right, &mut code)?;
        self.uses_identity |= operator == Operator::In;
        code.op = Op::Binary(operator, Box::new((left, right)));
        Ok(code)
    }

    fn apply(&mut self, node: &Node, left: &Node, right: &Node) -> Res<Code> {
        let (left, right) = (self.lower(left)?, self.lower(right)?);
        let keep_array = left.keep_array || right.keep_array;
        let mut code = Code::new(Op::Apply(Box::new((left, right))), node.span, node.at);
        code.keep_array = keep_array;
        Ok(code)
    }

    fn bind(&mut self, node: &Node, name: &Arc<str>, value: &Node) -> Res<Code> {
        let mut code = Code::new(Op::Placeholder, node.span, node.at);
        let value = self.lower_into(value, &mut code)?;
        // The place is found when all bindings are known.
        let place = Place { up: 0, slot: 0 };
        code.op = Op::Bind(Box::new(Bind { name: name.clone(), place, value }));
        Ok(code)
    }

    fn array(&mut self, node: &Node, items: &[Node]) -> Res<Code> {
        let mut code = Code::new(Op::Placeholder, node.span, node.at);
        code.op = Op::Array(self.lower_all(items, &mut code)?);
        Ok(code)
    }

    fn object(&mut self, node: &Node, pairs: &[(Node, Node)]) -> Res<Code> {
        let mut code = Code::new(Op::Placeholder, node.span, node.at);
        let pairs = self.pairs(pairs, node.at, &mut code)?;
        code.op = Op::Object(Box::new(pairs));
        Ok(code)
    }

    fn call(&mut self, node: &Node, procedure: &Node, arguments: &[Node]) -> Res<Code> {
        let mut code = Code::new(Op::Placeholder, node.span, node.at);
        let arguments = self.lower_all(arguments, &mut code)?;
        let procedure = self.lower(procedure)?;
        let call = Box::new(Call { procedure, arguments, tail: false });
        code.op = match node.kind {
            Kind::Call(..) => Op::Call(call),
            _ => Op::Partial(call),
        };
        Ok(code)
    }

    fn lambda(
        &mut self,
        node: &Node,
        parameters: &[Arc<str>],
        signature: &Option<Arc<Signature>>,
        body: &Node,
    ) -> Res<Code> {
        let mut body = self.lower(body)?;
        mark_tail_calls(&mut body);
        let lambda = Lambda {
            parameters: parameters.to_vec(),
            slots: Vec::new(),
            names: Arc::new([]),
            signature: signature.clone(),
            body,
        };
        Ok(Code::new(Op::Lambda(Arc::new(lambda)), node.span, node.at))
    }

    fn condition(
        &mut self,
        node: &Node,
        condition: &Node,
        then: &Node,
        otherwise: Option<&Node>,
    ) -> Res<Code> {
        let mut code = Code::new(Op::Placeholder, node.span, node.at);
        let condition = self.lower_into(condition, &mut code)?;
        let then = self.lower_into(then, &mut code)?;
        let otherwise = match otherwise {
            Some(otherwise) => Some(self.lower_into(otherwise, &mut code)?),
            None => None,
        };
        code.op = Op::Condition(Box::new((condition, then, otherwise)));
        Ok(code)
    }

    fn block(&mut self, node: &Node, parts: &[Node]) -> Res<Code> {
        let mut code = Code::new(Op::Placeholder, node.span, node.at);
        let parts = self.lower_all(parts, &mut code)?;
        code.constructed = parts.iter().any(|part| {
            let starts_constructed = |path: &Path| path.steps.first().is_some_and(|step| step.constructed);
            part.constructed || matches!(&part.op, Op::Path(path) if starts_constructed(path))
        });
        code.op = Op::Block(Box::new(Block { parts, names: Arc::new([]) }));
        Ok(code)
    }

    fn transform(&mut self, node: &Node, pattern: &Node, update: &Node, delete: Option<&Node>) -> Res<Code> {
        let pattern = self.lower(pattern)?;
        let update = self.lower(update)?;
        let delete = match delete {
            Some(delete) => Some(self.lower(delete)?),
            None => None,
        };
        let clone = Code::new(self.variable("clone".into()), node.span, node.at);
        let transform = Transform { pattern, update, delete, clone, at: node.at };
        Ok(Code::new(Op::Transform(Arc::new(transform)), node.span, node.at))
    }

    fn sort(&mut self, node: &Node, left: &Node, terms: &[Term]) -> Res<Code> {
        let left = self.lower(left)?;
        let mut path = into_path(left, node);
        let mut step = Code::new(Op::Sort(Box::new([])), node.span, node.at);
        let mut lowered = Vec::with_capacity(terms.len());
        for term in terms {
            let code = self.lower_into(&term.expression, &mut step)?;
            lowered.push(SortTerm { descending: term.descending, code });
        }
        step.op = Op::Sort(lowered.into());
        steps_mut(&mut path).push(step);
        self.slots.resolve(&mut path)?;
        Ok(path)
    }

    fn variable(&mut self, name: Arc<str>) -> Op {
        self.uses_eval |= &*name == "eval";
        let builtin = super::functions::find(&name);
        Op::Variable(Box::new(Variable { name, places: Box::default(), builtin }))
    }

    fn lower_into(&mut self, node: &Node, around: &mut Code) -> Res<Code> {
        let code = self.lower(node)?;
        self.slots.pass_on(around, &code);
        Ok(code)
    }

    fn lower_all(&mut self, nodes: &[Node], around: &mut Code) -> Res<Vec<Code>> {
        nodes.iter().map(|node| self.lower_into(node, around)).collect()
    }

    fn pairs(&mut self, pairs: &[(Node, Node)], at: Span, around: &mut Code) -> Res<Pairs> {
        let mut lowered = Vec::with_capacity(pairs.len());
        for (key, value) in pairs {
            lowered.push((self.lower_into(key, around)?, self.lower_into(value, around)?));
        }
        Ok(Pairs { pairs: lowered, at })
    }

    fn path(&mut self, node: &Node, left: &Node, right: &Node) -> Res<Code> {
        let left = self.lower(left)?;
        let slot = match left.op {
            Op::Parent(slot, _) => Some(slot),
            _ => None,
        };
        let mut path = into_path(left, node);
        path.span = node.span;
        path.at = node.at;
        if let Some(slot) = slot {
            path.extra_mut().seeking = vec![slot];
        }
        let mut rest = self.lower(right)?;
        let steps = steps_mut(&mut path);
        let seen = steps.len();
        match rest.op {
            Op::Path(inner) => steps.extend(inner.steps),
            _ => {
                predicates_to_stages(&mut rest);
                steps.push(rest);
            }
        }
        let from = if seen == 1 { 0 } else { seen };
        for step in &mut steps[from..] {
            match &step.op {
                Op::Constant(Value::String(name)) => step.op = Op::Name(name.clone()),
                Op::Constant(value) => return Err(Error::new("S0213").at(step.at).value(value.clone())),
                _ => {}
            }
        }
        let keep_single = steps.iter().any(|step| step.keep_array);
        let last = steps.len() - 1;
        for at in [0, last] {
            steps[at].constructed |= matches!(steps[at].op, Op::Array(_));
        }
        if let Op::Path(inner) = &mut path.op {
            inner.keep_single |= keep_single;
        }
        self.slots.resolve(&mut path)?;
        Ok(path)
    }

    fn filter(&mut self, node: &Node, left: &Node, predicate: &Node) -> Res<Code> {
        let mut result = self.lower(left)?;
        result.span = node.span;
        let is_path = matches!(result.op, Op::Path(_));
        let step = last_step_mut(&mut result);
        if step.extra.as_ref().is_some_and(|extra| extra.group.is_some()) {
            return Err(Error::new("S0209").at(node.at));
        }
        let predicate = self.lower(predicate)?;
        self.slots.seek_from_predicate(step, &predicate)?;
        let extra = step.extra_mut();
        match is_path {
            true => extra.stages.push(Stage::Filter(predicate)),
            false => extra.predicates.push(predicate),
        }
        Ok(result)
    }

    fn group(&mut self, node: &Node, left: &Node, pairs: &[(Node, Node)]) -> Res<Code> {
        let mut result = self.lower(left)?;
        result.span = node.span;
        if result.extra.as_ref().is_some_and(|extra| extra.group.is_some()) {
            return Err(Error::new("S0210").at(node.at));
        }
        // What `%` seeks in a group is not passed on, as in the reference implementation.
        let mut nowhere = Code::new(Op::Placeholder, node.span, node.at);
        let group = self.pairs(pairs, node.at, &mut nowhere)?;
        result.extra_mut().group = Some(group);
        Ok(result)
    }

    fn focus(&mut self, node: &Node, left: &Node, name: &Arc<str>) -> Res<Code> {
        let mut result = self.lower(left)?;
        let step = last_step_mut(&mut result);
        if step.extra.as_ref().is_some_and(|extra| !extra.stages.is_empty() || !extra.predicates.is_empty()) {
            return Err(Error::new("S0215").at(node.at));
        }
        if matches!(step.op, Op::Sort(_)) {
            return Err(Error::new("S0216").at(node.at));
        }
        step.keep_array |= node.keep_array;
        step.extra_mut().focus = Some(name.clone());
        step.tuple = true;
        self.tuple_names.push(name.clone());
        Ok(result)
    }

    fn position(&mut self, node: &Node, left: &Node, name: &Arc<str>) -> Res<Code> {
        let mut result = self.lower(left)?;
        if !matches!(result.op, Op::Path(_)) {
            predicates_to_stages(&mut result);
        }
        let mut result = into_path(result, node);
        let step = last_step_mut(&mut result);
        let extra = step.extra_mut();
        match extra.stages.is_empty() {
            true => extra.position = Some(name.clone()),
            false => extra.stages.push(Stage::Position(name.clone())),
        }
        step.tuple = true;
        self.tuple_names.push(name.clone());
        Ok(result)
    }

    fn negation(&mut self, node: &Node, inner: &Node) -> Res<Code> {
        let mut inner = self.lower(inner)?;
        if let Op::Constant(Value::Number(value)) = &inner.op {
            inner.op = Op::Constant(number(-value.as_f64()));
            inner.span = node.span;
            return Ok(inner);
        }
        let mut code = Code::new(Op::Placeholder, node.span, node.at);
        self.slots.pass_on(&mut code, &inner);
        code.op = Op::Negation(Box::new(inner));
        Ok(code)
    }
}

fn into_path(code: Code, node: &Node) -> Code {
    match code.op {
        Op::Path(_) => code,
        _ => {
            let path = Path { steps: vec![code], keep_single: false };
            Code::new(Op::Path(Box::new(path)), node.span, node.at)
        }
    }
}

fn steps_mut(code: &mut Code) -> &mut Vec<Code> {
    match &mut code.op {
        Op::Path(path) => &mut path.steps,
        _ => unreachable!("it was made a path"),
    }
}

/// The last step of a path; what is no path is a step itself.
fn last_step_mut(code: &mut Code) -> &mut Code {
    match &code.op {
        Op::Path(path) if !path.steps.is_empty() => {
            let steps = steps_mut(code);
            let last = steps.len() - 1;
            &mut steps[last]
        }
        _ => code,
    }
}

fn predicates_to_stages(step: &mut Code) {
    if let Some(extra) = &mut step.extra {
        extra.stages.extend(std::mem::take(&mut extra.predicates).into_iter().map(Stage::Filter));
    }
}

/// Marks the calls after which a function has nothing left to do: they need no stack.
fn mark_tail_calls(code: &mut Code) {
    let plain = code.extra.as_ref().is_none_or(|extra| extra.predicates.is_empty());
    match &mut code.op {
        Op::Call(call) if plain => call.tail = true,
        Op::Condition(parts) if plain => {
            mark_tail_calls(&mut parts.1);
            parts.2.iter_mut().for_each(mark_tail_calls);
        }
        Op::Block(block) if plain => block.parts.last_mut().into_iter().for_each(mark_tail_calls),
        _ => {}
    }
}
