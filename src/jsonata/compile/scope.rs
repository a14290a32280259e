//! Where variables are kept.
//!
//! A block and a function have a frame with a slot for every variable that is bound in them. A variable is
//! looked for from the inside out, and a slot that was not set yet is passed over, since the binding may
//! come later than the use. The results of steps with focus, position or parent have frames of their own,
//! which are looked through by name.

use std::sync::Arc;

use super::ancestry::Slots;
use super::code::{Code, Op, Place, Stage};

/// Gives every variable its places, and returns the names bound outside of any block.
pub(super) fn resolve(
    code: &mut Code,
    slots: &Slots,
    tuple_names: &[Arc<str>],
    uses_eval: bool,
) -> Arc<[Arc<str>]> {
    let mut names = Vec::new();
    bound(code, &mut names);
    let mut resolver = Resolver { slots, tuple_names, uses_eval, scopes: vec![Scope::Names(names)] };
    resolver.code(code);
    match resolver.scopes.pop() {
        Some(Scope::Names(names)) => names.into(),
        _ => Arc::new([]),
    }
}

enum Scope {
    Names(Vec<Arc<str>>),
    /// The frame of one result of a step.
    Tuple,
}

struct Resolver<'a> {
    slots: &'a Slots,
    tuple_names: &'a [Arc<str>],
    uses_eval: bool,
    scopes: Vec<Scope>,
}

/// Collects the variables that are bound in a scope, not those in the scopes within.
fn bound(code: &mut Code, names: &mut Vec<Arc<str>>) {
    if let Op::Bind(bind) = &code.op
        && !names.contains(&bind.name)
    {
        names.push(bind.name.clone());
    }
    match &code.op {
        Op::Block(_) | Op::Lambda(_) => {
            if let Some(extra) = &mut code.extra {
                extra.each_child(&mut |child| bound(child, names));
            }
        }
        _ => code.each_child(&mut |child| bound(child, names)),
    }
}

impl Resolver<'_> {
    fn code(&mut self, code: &mut Code) {
        match &mut code.op {
            Op::Path(_) => return self.path(code),
            Op::Variable(variable) => variable.places = self.places(&variable.name),
            Op::Parent(slot, places) => {
                *slot = self.slots.label(*slot);
                *places = self.tuples();
            }
            Op::Bind(bind) => {
                bind.place = self.place(&bind.name);
                self.code(&mut bind.value);
            }
            Op::Block(block) => {
                let mut names = Vec::new();
                block.parts.iter_mut().for_each(|part| bound(part, &mut names));
                if names.is_empty() {
                    block.parts.iter_mut().for_each(|part| self.code(part));
                } else {
                    block.names = names.clone().into();
                    self.within(Scope::Names(names), |inner| {
                        block.parts.iter_mut().for_each(|part| inner.code(part));
                    });
                }
            }
            Op::Lambda(_) => self.lambda(code),
            op => {
                // Predicates and groups follow below.
                let mut inner = Code::new(std::mem::replace(op, Op::Placeholder), code.span, code.at);
                inner.each_child(&mut |child| self.code(child));
                code.op = inner.op;
            }
        }
        self.ancestor(code);
        let tuples = code.tuple && matches!(code.op, Op::Block(_));
        if let Some(extra) = &mut code.extra {
            match tuples {
                true => self.within(Scope::Tuple, |inner| {
                    extra.each_child(&mut |child| inner.code(child));
                }),
                false => extra.each_child(&mut |child| self.code(child)),
            }
        }
    }

    fn ancestor(&self, code: &mut Code) {
        if let Some(extra) = &mut code.extra
            && let Some(slot) = extra.ancestor
        {
            extra.ancestor = Some(self.slots.label(slot));
        }
    }

    /// The parameters of a function and what its body binds share a frame, also where the body is a block.
    fn lambda(&mut self, code: &mut Code) {
        let Op::Lambda(lambda) = &mut code.op else { return };
        let Some(lambda) = Arc::get_mut(lambda) else { return };
        let mut names: Vec<Arc<str>> = Vec::new();
        for parameter in &lambda.parameters {
            if !names.contains(parameter) {
                names.push(parameter.clone());
            }
        }
        let slot = |name| names.iter().position(|known| known == name).unwrap_or(0) as u16;
        lambda.slots = lambda.parameters.iter().map(slot).collect();
        let merged = lambda.body.extra.is_none();
        match &mut lambda.body.op {
            Op::Block(block) if merged => block.parts.iter_mut().for_each(|part| bound(part, &mut names)),
            _ => bound(&mut lambda.body, &mut names),
        }
        lambda.names = names.clone().into();
        self.within(Scope::Names(names), |inner| match &mut lambda.body.op {
            Op::Block(block) if merged => block.parts.iter_mut().for_each(|part| inner.code(part)),
            _ => inner.code(&mut lambda.body),
        });
    }

    /// From the first step with a tuple on, everything is evaluated in the frame of a tuple.
    fn path(&mut self, code: &mut Code) {
        let mut tuples = false;
        let Op::Path(path) = &mut code.op else { return };
        for (at, step) in path.steps.iter_mut().enumerate() {
            // Brackets at the start see the whole input, whatever else is attached to them.
            if at == 0 && step.constructed && matches!(step.op, Op::Array(_)) {
                tuples |= step.tuple;
                self.code(step);
                continue;
            }
            let sorts_first = matches!(step.op, Op::Sort(_)) && !tuples;
            tuples |= step.tuple;
            if !tuples {
                self.code(step);
                continue;
            }
            let mut stages = match &mut step.extra {
                Some(extra) => std::mem::take(&mut extra.stages),
                None => Vec::new(),
            };
            if sorts_first {
                self.code(step);
            } else {
                self.within(Scope::Tuple, |inner| inner.code(step));
            }
            self.within(Scope::Tuple, |inner| {
                for stage in &mut stages {
                    if let Stage::Filter(filter) = stage {
                        inner.code(filter);
                    }
                }
            });
            if let Some(extra) = &mut step.extra {
                extra.stages = stages;
            }
        }
        self.ancestor(code);
        if let Some(extra) = &mut code.extra {
            match tuples {
                true => self.within(Scope::Tuple, |inner| {
                    extra.each_child(&mut |child| inner.code(child));
                }),
                false => extra.each_child(&mut |child| self.code(child)),
            }
        }
    }

    fn within(&mut self, scope: Scope, visit: impl FnOnce(&mut Self)) {
        self.scopes.push(scope);
        visit(self);
        self.scopes.pop();
    }

    fn places(&self, name: &Arc<str>) -> Box<[Place]> {
        let in_tuples = self.uses_eval || self.tuple_names.contains(name);
        let place = |(up, scope): (usize, &Scope)| {
            let up = up as u16;
            match scope {
                Scope::Tuple => in_tuples.then_some(Place { up, slot: Place::TUPLE }),
                Scope::Names(names) => {
                    let slot = names.iter().position(|known| known == name)?;
                    Some(Place { up, slot: slot as u16 })
                }
            }
        };
        self.scopes.iter().rev().enumerate().filter_map(place).collect()
    }

    fn tuples(&self) -> Box<[Place]> {
        let tuple = |(up, scope): (usize, &Scope)| {
            matches!(scope, Scope::Tuple).then_some(Place { up: up as u16, slot: Place::TUPLE })
        };
        self.scopes.iter().rev().enumerate().filter_map(tuple).collect()
    }

    /// The slot that a binding sets: in the innermost scope that has one for it.
    fn place(&self, name: &Arc<str>) -> Place {
        let slot = self.places(name).iter().find(|place| place.slot != Place::TUPLE).copied();
        slot.unwrap_or(Place { up: 0, slot: 0 })
    }
}
