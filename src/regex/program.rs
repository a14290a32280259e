//! A pattern as instructions.

use super::class::{Class, fold, is_line_end};
use super::parse::{Ast, parse};

/// How many instructions a pattern may have; `{1,1000}` writes its inside out a thousand times.
const MAX_SIZE: usize = 20_000;

/// An instruction. Those that read a character can read the one before as well, for looking behind.
#[derive(Clone, Debug)]
pub(super) enum Instruction {
    One(Set, Direction),
    /// A single character over and over: the commonest loop, done without instructions in between.
    Many {
        set: Set,
        least: u32,
        most: u32,
        greedy: bool,
        direction: Direction,
    },
    Start,
    End,
    Boundary(bool),
    /// Tries the first way, then the second.
    Split(u32, u32),
    Jump(u32),
    /// Notes the present place in a slot.
    Save(u32),
    /// Fails if nothing was read since the place in the slot was noted.
    Progress(u32),
    /// Forgets what slots hold.
    Forget(u32, u32),
    Back(u32, Direction),
    /// Looks around by the instructions that follow, up to `end`.
    Look {
        negated: bool,
        end: u32,
    },
    Accept,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Forward,
    Backward,
}

/// What a single character may be.
#[derive(Clone, Debug)]
pub(super) enum Set {
    Char(char),
    /// A character in its folded form.
    Folded(char),
    Any,
    Class(Class),
}

impl Set {
    /// Whether a character may be it.
    pub fn contains(&self, c: char) -> bool {
        match self {
            Set::Char(wanted) => c == *wanted,
            Set::Folded(wanted) => fold(c) == *wanted,
            Set::Any => !is_line_end(c),
            Set::Class(class) => class.contains(c),
        }
    }

    fn mark(&self, bytes: &mut [bool; 256]) {
        for byte in 0..128u8 {
            bytes[usize::from(byte)] |= self.contains(char::from(byte));
        }
    }
}

#[derive(Debug)]
pub(super) struct Program {
    pub code: Vec<Instruction>,
    pub groups: u32,
    /// How many places are noted: two for each group, and those of loops.
    pub slots: u32,
    pub ignore_case: bool,
    pub multiline: bool,
    /// The text that every match starts with.
    pub prefix: String,
    /// How many instructions the prefix takes.
    pub prefix_size: u32,
    /// The bytes that a match can start with, where it cannot be empty; all bytes of characters beyond ASCII
    /// are among them.
    pub first: Option<Box<[bool; 256]>>,
}

impl Program {
    pub fn compile(pattern: &str, ignore_case: bool, multiline: bool) -> Result<Program, String> {
        let pattern = parse(pattern, ignore_case)?;
        let groups = pattern.groups;
        let slots = 2 * (groups + 1);
        let prefix = String::new();
        let code = Vec::new();
        let mut program =
            Program { code, groups, slots, ignore_case, multiline, prefix, prefix_size: 0, first: None };
        program.add(&pattern.ast, Direction::Forward)?;
        program.code.push(Instruction::Accept);
        let leading = program.code.iter().map_while(|instruction| match instruction {
            Instruction::One(Set::Char(c), _) => Some(*c),
            _ => None,
        });
        program.prefix = leading.collect();
        program.prefix_size = program.prefix.chars().count() as u32;
        program.first = program.first_bytes();
        Ok(program)
    }

    /// Follows every way to the first character that has to be read.
    fn first_bytes(&self) -> Option<Box<[bool; 256]>> {
        let mut first = Box::new([false; 256]);
        first[128..].fill(true);
        let mut seen = vec![false; self.code.len()];
        let mut ways = vec![0];
        while let Some(at) = ways.pop() {
            if std::mem::replace(&mut seen[at], true) {
                continue;
            }
            match &self.code[at] {
                Instruction::One(set, Direction::Forward) => set.mark(&mut first),
                Instruction::Many { set, least, direction: Direction::Forward, .. } => {
                    set.mark(&mut first);
                    if *least == 0 {
                        ways.push(at + 1);
                    }
                }
                Instruction::Split(one, other) => ways.extend([*one as usize, *other as usize]),
                Instruction::Jump(target) => ways.push(*target as usize),
                // What is read after these begins at the same place.
                Instruction::Start
                | Instruction::Boundary(_)
                | Instruction::Save(_)
                | Instruction::Progress(_)
                | Instruction::Forget(..) => ways.push(at + 1),
                Instruction::Look { end, .. } => ways.push(*end as usize),
                _ => return None,
            }
        }
        Some(first)
    }

    fn here(&self) -> u32 {
        self.code.len() as u32
    }

    fn push(&mut self, instruction: Instruction) -> Result<usize, String> {
        if self.code.len() >= MAX_SIZE {
            return Err("the pattern is too large".to_owned());
        }
        self.code.push(instruction);
        Ok(self.code.len() - 1)
    }

    fn set(&self, ast: &Ast) -> Option<Set> {
        match ast {
            Ast::Char(c) if self.ignore_case => Some(Set::Folded(fold(*c))),
            Ast::Char(c) => Some(Set::Char(*c)),
            Ast::Any => Some(Set::Any),
            Ast::Class(class) => Some(Set::Class(class.clone())),
            _ => None,
        }
    }

    fn add(&mut self, ast: &Ast, direction: Direction) -> Result<(), String> {
        if let Some(set) = self.set(ast) {
            self.push(Instruction::One(set, direction))?;
            return Ok(());
        }
        match ast {
            Ast::Start => self.push(Instruction::Start).map(drop),
            Ast::End => self.push(Instruction::End).map(drop),
            Ast::Boundary(is) => self.push(Instruction::Boundary(*is)).map(drop),
            Ast::Back(group) => self.push(Instruction::Back(*group, direction)).map(drop),
            Ast::Group(inner, number) => {
                let (first, second) = match direction {
                    Direction::Forward => (2 * number, 2 * number + 1),
                    Direction::Backward => (2 * number + 1, 2 * number),
                };
                self.push(Instruction::Save(first))?;
                self.add(inner, direction)?;
                self.push(Instruction::Save(second)).map(drop)
            }
            Ast::Sequence(parts) => match direction {
                Direction::Forward => parts.iter().try_for_each(|part| self.add(part, direction)),
                Direction::Backward => parts.iter().rev().try_for_each(|part| self.add(part, direction)),
            },
            Ast::Alternatives(parts) => self.alternatives(parts, direction),
            Ast::Look { ahead, negated, inner } => {
                let look = self.push(Instruction::Look { negated: *negated, end: 0 })?;
                self.add(inner, if *ahead { Direction::Forward } else { Direction::Backward })?;
                self.push(Instruction::Accept)?;
                self.code[look] = Instruction::Look { negated: *negated, end: self.here() };
                Ok(())
            }
            Ast::Repeat { inner, least, most, greedy, groups } => {
                if let Some(set) = self.set(inner) {
                    let most = most.unwrap_or(u32::MAX);
                    let (least, greedy) = (*least, *greedy);
                    self.push(Instruction::Many { set, least, most, greedy, direction })?;
                    return Ok(());
                }
                for _ in 0..*least {
                    self.round(inner, *groups, direction)?;
                }
                match most {
                    None => self.endless(inner, *greedy, *groups, direction),
                    Some(most) => self.optional(inner, most - least, *greedy, *groups, direction),
                }
            }
            _ => Ok(()),
        }
    }

    fn alternatives(&mut self, parts: &[Ast], direction: Direction) -> Result<(), String> {
        let mut jumps = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            if at + 1 == parts.len() {
                self.add(part, direction)?;
                break;
            }
            let split = self.push(Instruction::Jump(0))?;
            self.add(part, direction)?;
            jumps.push(self.push(Instruction::Jump(0))?);
            self.code[split] = Instruction::Split(split as u32 + 1, self.here());
        }
        for jump in jumps {
            self.code[jump] = Instruction::Jump(self.here());
        }
        Ok(())
    }

    fn round(&mut self, inner: &Ast, groups: (u32, u32), direction: Direction) -> Result<(), String> {
        if groups.0 < groups.1 {
            self.push(Instruction::Forget(2 * (groups.0 + 1), 2 * (groups.1 + 1)))?;
        }
        self.add(inner, direction)
    }

    fn split(&mut self, at: usize, enter: u32, leave: u32, greedy: bool) {
        self.code[at] =
            if greedy { Instruction::Split(enter, leave) } else { Instruction::Split(leave, enter) };
    }

    fn endless(
        &mut self,
        inner: &Ast,
        greedy: bool,
        groups: (u32, u32),
        direction: Direction,
    ) -> Result<(), String> {
        let slot = self.slots;
        self.slots += 1;
        let split = self.push(Instruction::Jump(0))?;
        self.push(Instruction::Save(slot))?;
        self.round(inner, groups, direction)?;
        self.push(Instruction::Progress(slot))?;
        self.push(Instruction::Jump(split as u32))?;
        self.split(split, split as u32 + 1, self.here(), greedy);
        Ok(())
    }

    fn optional(
        &mut self,
        inner: &Ast,
        count: u32,
        greedy: bool,
        groups: (u32, u32),
        direction: Direction,
    ) -> Result<(), String> {
        let slot = self.slots;
        self.slots += 1;
        let mut splits = Vec::new();
        for _ in 0..count {
            splits.push(self.push(Instruction::Jump(0))?);
            self.push(Instruction::Save(slot))?;
            self.round(inner, groups, direction)?;
            self.push(Instruction::Progress(slot))?;
        }
        for split in splits {
            self.split(split, split as u32 + 1, self.here(), greedy);
        }
        Ok(())
    }
}
