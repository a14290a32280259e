//! Running the instructions over a text.

use super::class::{fold, is_line_end, is_word};
use super::program::{Direction, Instruction, Program, Set};
use super::{Found, OutOfSteps, Scratch};

/// A slot without a place.
pub(super) const NOWHERE: usize = usize::MAX;

/// How much may be waiting to be tried, or to be put back.
const MAX_WAITING: usize = 1_000_000;

/// What to do when the present way leads nowhere.
#[derive(Debug)]
pub(super) enum Retreat {
    /// Go on here.
    Branch { code: u32, at: usize },
    /// Put a slot back to what it was.
    Slot { slot: u32, old: usize },
    /// Read one character less.
    Shrink { code: u32, at: usize, least: usize },
    /// Read one character more.
    Grow { code: u32, at: usize, left: u32 },
}

pub(super) fn find(
    program: &Program,
    text: &str,
    start: usize,
    steps: &mut u64,
    scratch: &mut Scratch,
) -> Result<Option<Found>, OutOfSteps> {
    let Scratch { slots, waiting } = scratch;
    slots.clear();
    slots.resize(program.slots as usize, NOWHERE);
    waiting.clear();
    let mut machine = Machine { program, text, slots, waiting, steps };
    let anchored = !program.multiline && matches!(program.code.first(), Some(Instruction::Start));
    let mut at = start;
    loop {
        if !program.prefix.is_empty() {
            match find_prefix(&text[at..], &program.prefix) {
                Some(distance) => {
                    machine.charge(distance as u64 / 16)?;
                    at += distance;
                }
                None => {
                    machine.charge((text.len() - at) as u64 / 16)?;
                    return Ok(None);
                }
            }
        } else if let Some(first) = program.first.as_ref().filter(|_| !anchored) {
            let rest = &text.as_bytes()[at..];
            let distance = rest.iter().position(|byte| first[usize::from(*byte)]);
            machine.charge(distance.unwrap_or(rest.len()) as u64 / 16)?;
            match distance {
                Some(distance) => at += distance,
                None => return Ok(None),
            }
        }
        // What the prefix says need not be matched once more.
        let start = at + program.prefix.len();
        if let Some(end) = machine.run(program.prefix_size, start)? {
            return Ok(Some(Found { start: at, end }));
        }
        match text[at..].chars().next() {
            Some(c) if !anchored => at += c.len_utf8(),
            _ => return Ok(None),
        }
        machine.slots.fill(NOWHERE);
    }
}

/// Looks for the first letter and then compares: for the short prefixes of patterns faster than any search
/// that has to be prepared.
fn find_prefix(text: &str, prefix: &str) -> Option<usize> {
    let first = prefix.chars().next()?;
    let mut from = 0;
    loop {
        let at = from + text[from..].find(first)?;
        if text[at..].starts_with(prefix) {
            return Some(at);
        }
        from = at + first.len_utf8();
    }
}

struct Machine<'a> {
    program: &'a Program,
    text: &'a str,
    slots: &'a mut Vec<usize>,
    waiting: &'a mut Vec<Retreat>,
    steps: &'a mut u64,
}

impl Machine<'_> {
    fn charge(&mut self, steps: u64) -> Result<(), OutOfSteps> {
        *self.steps = self.steps.checked_sub(steps).ok_or(OutOfSteps)?;
        if self.waiting.len() > MAX_WAITING { Err(OutOfSteps) } else { Ok(()) }
    }

    /// Runs from an instruction to `Accept`, and gives the place reached there. What is waiting from before
    /// is left alone.
    fn run(&mut self, code: u32, at: usize) -> Result<Option<usize>, OutOfSteps> {
        let base = self.waiting.len();
        let (mut code, mut at) = (code, at);
        loop {
            self.charge(1)?;
            let program = self.program;
            let goes_on = match &program.code[code as usize] {
                Instruction::Accept => {
                    self.keep_slots(base);
                    return Ok(Some(at));
                }
                Instruction::One(set, direction) => match self.read(set, at, *direction) {
                    Some(next) => {
                        at = next;
                        true
                    }
                    None => false,
                },
                Instruction::Many { set, least, most, greedy, direction } => {
                    match self.many(set, (*least, *most), *greedy, *direction, code, at)? {
                        Some(next) => {
                            at = next;
                            true
                        }
                        None => false,
                    }
                }
                Instruction::Split(first, second) => {
                    self.waiting.push(Retreat::Branch { code: *second, at });
                    code = *first;
                    continue;
                }
                Instruction::Jump(target) => {
                    code = *target;
                    continue;
                }
                Instruction::Look { negated, end } => {
                    let mark = self.waiting.len();
                    let found = self.run(code + 1, at)?.is_some();
                    if *negated && found {
                        self.undo(mark);
                    }
                    if found != *negated {
                        code = *end;
                        continue;
                    }
                    false
                }
                other => self.simple(other, &mut at),
            };
            if goes_on {
                code += 1;
            } else if !self.retreat(base, &mut code, &mut at)? {
                return Ok(None);
            }
        }
    }

    /// The instructions that only look, note or compare.
    fn simple(&mut self, instruction: &Instruction, at: &mut usize) -> bool {
        match instruction {
            Instruction::Start => {
                *at == 0 || self.program.multiline && self.before(*at).is_some_and(is_line_end)
            }
            Instruction::End => {
                *at == self.text.len() || self.program.multiline && self.after(*at).is_some_and(is_line_end)
            }
            Instruction::Boundary(is) => {
                let change = self.before(*at).is_some_and(is_word) != self.after(*at).is_some_and(is_word);
                change == *is
            }
            Instruction::Save(slot) => {
                self.set(*slot, *at);
                true
            }
            Instruction::Progress(slot) => self.slots[*slot as usize] != *at,
            Instruction::Forget(from, to) => {
                for slot in *from..*to {
                    self.set(slot, NOWHERE);
                }
                true
            }
            Instruction::Back(group, direction) => match self.back(*group, *at, *direction) {
                Some(next) => {
                    *at = next;
                    true
                }
                None => false,
            },
            _ => false,
        }
    }

    fn set(&mut self, slot: u32, at: usize) {
        let old = std::mem::replace(&mut self.slots[slot as usize], at);
        if old != at {
            self.waiting.push(Retreat::Slot { slot, old });
        }
    }

    /// Takes the ways that are still open out of what is waiting, but not what is to be put back.
    fn keep_slots(&mut self, base: usize) {
        let mut kept = base;
        for at in base..self.waiting.len() {
            if matches!(self.waiting[at], Retreat::Slot { .. }) {
                self.waiting.swap(kept, at);
                kept += 1;
            }
        }
        self.waiting.truncate(kept);
    }

    fn undo(&mut self, mark: usize) {
        while self.waiting.len() > mark {
            if let Some(Retreat::Slot { slot, old }) = self.waiting.pop() {
                self.slots[slot as usize] = old;
            }
        }
    }

    fn retreat(&mut self, base: usize, code: &mut u32, at: &mut usize) -> Result<bool, OutOfSteps> {
        while self.waiting.len() > base {
            match self.waiting.pop() {
                Some(Retreat::Slot { slot, old }) => self.slots[slot as usize] = old,
                Some(Retreat::Branch { code: branch, at: place }) => {
                    (*code, *at) = (branch, place);
                    return Ok(true);
                }
                Some(Retreat::Shrink { code: many, at: place, least }) => {
                    self.charge(1)?;
                    let Instruction::Many { direction, .. } = &self.program.code[many as usize] else {
                        continue;
                    };
                    let shorter = match direction {
                        Direction::Forward => place - self.before(place).map_or(0, char::len_utf8),
                        Direction::Backward => place + self.after(place).map_or(0, char::len_utf8),
                    };
                    if shorter != least {
                        self.waiting.push(Retreat::Shrink { code: many, at: shorter, least });
                    }
                    (*code, *at) = (many + 1, shorter);
                    return Ok(true);
                }
                Some(Retreat::Grow { code: many, at: place, left }) => {
                    self.charge(1)?;
                    let program = self.program;
                    let Instruction::Many { set, direction, .. } = &program.code[many as usize] else {
                        continue;
                    };
                    let Some(longer) = self.read(set, place, *direction) else { continue };
                    if left > 1 {
                        self.waiting.push(Retreat::Grow { code: many, at: longer, left: left - 1 });
                    }
                    (*code, *at) = (many + 1, longer);
                    return Ok(true);
                }
                None => return Ok(false),
            }
        }
        Ok(false)
    }

    fn before(&self, at: usize) -> Option<char> {
        self.text[..at].chars().next_back()
    }

    fn after(&self, at: usize) -> Option<char> {
        match self.text.as_bytes().get(at) {
            Some(byte) if byte.is_ascii() => Some(char::from(*byte)),
            _ => self.text[at..].chars().next(),
        }
    }

    fn read(&self, set: &Set, at: usize, direction: Direction) -> Option<usize> {
        let c = match direction {
            Direction::Forward => self.after(at)?,
            Direction::Backward => self.before(at)?,
        };
        set.contains(c).then(|| match direction {
            Direction::Forward => at + c.len_utf8(),
            Direction::Backward => at - c.len_utf8(),
        })
    }

    fn many(
        &mut self,
        set: &Set,
        (least, most): (u32, u32),
        greedy: bool,
        direction: Direction,
        code: u32,
        start: usize,
    ) -> Result<Option<usize>, OutOfSteps> {
        let mut at = start;
        let mut count = 0;
        let wanted = if greedy { most } else { least };
        let mut least_at = start;
        if let (Set::Class(class), Direction::Forward) = (set, direction) {
            // Most text is ASCII, and its characters are bytes.
            let bytes = self.text.as_bytes();
            let mut left = wanted;
            while left > 0 && bytes.get(at).is_some_and(|byte| class.contains_ascii(*byte)) {
                at += 1;
                left -= 1;
            }
            count = (at - start) as u32;
            least_at = start + count.min(least) as usize;
        }
        while count < wanted {
            let Some(next) = self.read(set, at, direction) else { break };
            at = next;
            count += 1;
            if count == least {
                least_at = at;
            }
        }
        self.charge(u64::from(count))?;
        if count < least {
            return Ok(None);
        }
        if greedy && at != least_at {
            self.waiting.push(Retreat::Shrink { code, at, least: least_at });
        }
        if !greedy && most > least {
            self.waiting.push(Retreat::Grow { code, at, left: most - least });
        }
        Ok(Some(at))
    }

    /// Reads again what a group caught; a group that caught nothing is empty.
    fn back(&self, group: u32, at: usize, direction: Direction) -> Option<usize> {
        let (from, to) = (self.slots[2 * group as usize], self.slots[2 * group as usize + 1]);
        if from == NOWHERE || to == NOWHERE {
            return Some(at);
        }
        let caught = &self.text[from..to];
        let same = |other: &str| match self.program.ignore_case {
            true => other.chars().map(fold).eq(caught.chars().map(fold)),
            false => other == caught,
        };
        match direction {
            Direction::Forward => {
                let end = at + caught.len();
                self.text.get(at..end).filter(|text| same(text)).map(|_| end)
            }
            Direction::Backward => {
                let start = at.checked_sub(caught.len())?;
                self.text.get(start..at).filter(|text| same(text)).map(|_| start)
            }
        }
    }
}
