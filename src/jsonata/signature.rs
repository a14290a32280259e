//! Signatures of functions, `<s-nn?:s>`: which types the arguments may have, and which may be missing.

use super::error::{Error, Res};
use super::item::{Item, View};

/// A signature that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signature {
    text: String,
    parameters: Vec<Parameter>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Parameter {
    /// The letters of the types it takes, `m` for a missing value among them.
    types: u16,
    count: Count,
    /// Whether the context value stands in for it.
    context: bool,
    array: bool,
    /// `n` in `a<n>`.
    subtype: Option<String>,
    /// Whether `a` or `f`, which alone take a type parameter.
    parametric: bool,
}

/// How many arguments a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Count {
    One,
    /// `?`, `-`
    AtMostOne,
    /// `-?`: none, unless the rest needs it.
    RatherNone,
    /// `+`
    Several,
}

/// How many parameters a signature may have.
const MAX_PARAMETERS: usize = 32;

const ANY: &str = "asnblfom";

fn bit(letter: char) -> u16 {
    "asnblfom".find(letter).map_or(0, |at| 1 << at)
}

fn bits(letters: &str) -> u16 {
    letters.chars().fold(0, |bits, letter| bits | bit(letter))
}

impl Signature {
    /// Reads a signature, from `<` to `>`.
    ///
    /// # Errors
    /// `S0401` and `S0402`, where type parameters stand in the wrong place.
    pub fn parse(text: &str) -> Res<Signature> {
        let letters: Vec<char> = text.chars().collect();
        let mut parameters: Vec<Parameter> = Vec::new();
        let mut at = 1;
        while at < letters.len() && letters[at] != ':' && parameters.len() < MAX_PARAMETERS {
            match letters[at] {
                letter @ ('s' | 'n' | 'b' | 'l' | 'o') => {
                    parameters.push(Parameter::new(bit(letter) | bit('m'), Some(letter)));
                }
                'a' => parameters.push(Parameter::new(bits(ANY), Some('a'))),
                'f' => parameters.push(Parameter::new(bit('f'), Some('f'))),
                'j' => parameters.push(Parameter::new(bits("asnblom"), Some('j'))),
                'x' => parameters.push(Parameter::new(bits(ANY), Some('x'))),
                '-' => {
                    if let Some(last) = parameters.last_mut() {
                        last.context = true;
                        last.count = Count::AtMostOne;
                    }
                }
                '?' => {
                    if let Some(last) = parameters.last_mut() {
                        last.count = if last.context { Count::RatherNone } else { Count::AtMostOne };
                    }
                }
                '+' => {
                    if let Some(last) = parameters.last_mut() {
                        last.count = Count::Several;
                    }
                }
                '(' => {
                    let end = closing(&letters, at, '(', ')');
                    let choice: String = letters[at + 1..end].iter().collect();
                    if choice.contains('<') {
                        return Err(Error::new("S0402").value(choice));
                    }
                    parameters.push(Parameter::new(bits(&choice) | bit('m'), None));
                    at = end;
                }
                '<' => {
                    let end = closing(&letters, at, '<', '>');
                    match parameters.last_mut() {
                        Some(last) if last.parametric => {
                            last.subtype = Some(letters[at + 1..end].iter().collect());
                        }
                        _ => return Err(Error::new("S0401")),
                    }
                    at = end;
                }
                _ => {}
            }
            at += 1;
        }
        Ok(Signature { text: text.to_owned(), parameters })
    }

    /// As it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How many parameters there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parameters.len()
    }

    /// Whether there is no parameter.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parameters.is_empty()
    }

    /// Checks arguments, puts the context value where one is missing, and single values into arrays where
    /// an array is asked for.
    pub(super) fn validate(&self, arguments: Vec<Item>, context: View) -> Res<Vec<Item>> {
        if self.fits_one_by_one(&arguments) {
            return self.one_by_one(arguments);
        }
        let mut letters = [0u8; 16];
        let mut more = Vec::new();
        let letters = match letters.get_mut(..arguments.len()) {
            Some(letters) => letters,
            None => {
                more.resize(arguments.len(), 0);
                &mut more[..]
            }
        };
        for (letter, argument) in letters.iter_mut().zip(&arguments) {
            *letter = argument.view().letter();
        }
        let mut counts = [0usize; MAX_PARAMETERS];
        if !self.assign(0, letters, true, &mut counts) {
            return Err(self.mismatch(letters, arguments));
        }
        let mut rest = arguments.into_iter();
        let mut at = 0;
        let mut valid = Vec::with_capacity(self.parameters.len());
        for (parameter, count) in self.parameters.iter().zip(counts) {
            if count == 0 {
                if !parameter.context {
                    valid.push(rest.next().unwrap_or_default());
                    at += 1;
                } else if parameter.takes(context.letter()) {
                    valid.push(context.to_item());
                } else {
                    return Err(Error::new("T0411").index(at as u32 + 1));
                }
                continue;
            }
            let group = &letters[at.min(letters.len())..(at + count).min(letters.len())];
            for letter in group {
                let argument = rest.next().unwrap_or_default();
                at += 1;
                valid.push(if parameter.array {
                    parameter.as_array(argument, *letter, group, at as u32)?
                } else {
                    argument
                });
            }
        }
        Ok(valid)
    }

    /// Whether each parameter takes the argument in its place, and those that are left over may be missing:
    /// then nothing has to be tried.
    fn fits_one_by_one(&self, arguments: &[Item]) -> bool {
        let count = arguments.len();
        count <= self.parameters.len()
            && self.parameters.iter().zip(arguments).all(|(parameter, argument)| {
                parameter.count != Count::RatherNone && parameter.takes(argument.view().letter())
            })
            && self.parameters[count..]
                .iter()
                .all(|parameter| parameter.count == Count::AtMostOne && !parameter.context)
    }

    fn one_by_one(&self, arguments: Vec<Item>) -> Res<Vec<Item>> {
        let mut arguments = arguments;
        for (at, (parameter, argument)) in self.parameters.iter().zip(&mut arguments).enumerate() {
            if parameter.array {
                let letter = argument.view().letter();
                *argument = parameter.as_array(std::mem::take(argument), letter, &[letter], at as u32 + 1)?;
            }
        }
        arguments.resize_with(self.parameters.len(), Item::default);
        Ok(arguments)
    }

    /// Shares the arguments out among the parameters from one on, as many as possible to the first.
    fn assign(&self, first: usize, letters: &[u8], all: bool, counts: &mut [usize; MAX_PARAMETERS]) -> bool {
        let Some(parameter) = self.parameters.get(first) else { return !all || letters.is_empty() };
        let fits = letters.iter().take_while(|letter| parameter.takes(**letter)).count();
        let (least, most) = match parameter.count {
            Count::One => (1, 1),
            Count::AtMostOne | Count::RatherNone => (0, 1),
            Count::Several => (1, fits),
        };
        let mut attempt = |count: usize| {
            counts[first] = count;
            count >= least && count <= fits && self.assign(first + 1, &letters[count..], all, counts)
        };
        match parameter.count {
            Count::RatherNone => (least..=most).any(&mut attempt),
            _ => (least..=most).rev().any(&mut attempt),
        }
    }

    /// Finds the argument at which a mismatch shows.
    fn mismatch(&self, letters: &[u8], arguments: Vec<Item>) -> Box<Error> {
        let mut good = 0;
        for count in 1..=self.parameters.len() {
            let part = Signature { text: String::new(), parameters: self.parameters[..count].to_vec() };
            let mut counts = [0; MAX_PARAMETERS];
            if !part.assign(0, letters, false, &mut counts) {
                break;
            }
            good = counts[..count].iter().sum();
        }
        let error = Error::new("T0410").index(good as u32 + 1);
        match arguments.into_iter().nth(good) {
            Some(Item::Json(value)) => error.value(value),
            _ => error,
        }
    }
}

/// Where a bracket closes; the end where it does not.
fn closing(letters: &[char], start: usize, open: char, close: char) -> usize {
    let mut depth = 1;
    for (at, letter) in letters.iter().enumerate().skip(start + 1) {
        if *letter == close {
            depth -= 1;
            if depth == 0 {
                return at;
            }
        } else if *letter == open {
            depth += 1;
        }
    }
    letters.len()
}

impl Parameter {
    fn new(types: u16, letter: Option<char>) -> Parameter {
        Parameter {
            types,
            count: Count::One,
            context: false,
            array: letter == Some('a'),
            subtype: None,
            parametric: matches!(letter, Some('a' | 'f')),
        }
    }

    fn takes(&self, letter: u8) -> bool {
        self.types & bit(char::from(letter)) != 0
    }

    fn as_array(&self, argument: Item, letter: u8, group: &[u8], index: u32) -> Res<Item> {
        if letter == b'm' {
            return Ok(Item::Undefined);
        }
        if let Some(subtype) = &self.subtype {
            let good = match argument.as_list() {
                Some(list) => is_list_of(list, subtype.as_bytes().first().copied()),
                None => group == subtype.as_bytes(),
            };
            if !good {
                let error = Error::new("T0412").index(index).value2(plural(subtype));
                return Err(match argument {
                    Item::Json(value) => error.value(value),
                    _ => error,
                });
            }
        }
        Ok(if letter == b'a' { argument } else { Item::array(vec![argument]) })
    }
}

fn is_list_of(list: super::item::List, letter: Option<u8>) -> bool {
    let mut held = crate::value::Value::Null;
    (0..list.len()).all(|at| Some(list.view(at, &mut held).letter()) == letter)
}

fn plural(subtype: &str) -> &'static str {
    match subtype {
        "a" => "arrays",
        "b" => "booleans",
        "f" => "functions",
        "n" => "numbers",
        "o" => "objects",
        "s" => "strings",
        _ => "values",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Value;

    fn check(signature: &str, arguments: &[&str], context: &str) -> Result<String, &'static str> {
        let item = |text: &str| match text {
            "" => Item::Undefined,
            _ => Item::Json(Value::parse(text).unwrap()),
        };
        let signature = Signature::parse(signature).map_err(|error| error.code)?;
        let arguments = arguments.iter().map(|text| item(text)).collect();
        let valid = signature.validate(arguments, item(context).view()).map_err(|error| error.code)?;
        let texts = valid.iter().map(|item| super::super::text::stringify(item, false, 1000).unwrap());
        Ok(texts.collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn arguments_must_have_the_types() {
        assert_eq!(check("<sn>", &["\"a\"", "1"], ""), Ok("\"a\" 1".into()));
        assert_eq!(check("<sn>", &["1", "1"], ""), Err("T0410"));
        assert_eq!(check("<(sn)b?>", &["1"], ""), Ok("1 null".into()));
    }

    #[test]
    fn the_context_stands_in_for_a_missing_argument() {
        assert_eq!(check("<s-n>", &["2"], "\"here\""), Ok("\"here\" 2".into()));
        assert_eq!(check("<s-n>", &["2"], "true"), Err("T0411"));
    }

    #[test]
    fn a_single_value_becomes_an_array_where_one_is_asked_for() {
        assert_eq!(check("<a<n>>", &["1"], ""), Ok("[1]".into()));
        assert_eq!(check("<a<n>>", &["[1,\"a\"]"], ""), Err("T0412"));
        assert_eq!(check("<a+>", &["[1]", "2"], ""), Ok("[1] [2]".into()));
    }

    #[test]
    fn a_missing_value_fits_everything_but_a_function() {
        assert_eq!(check("<s>", &[""], ""), Ok("null".into()));
        assert_eq!(check("<f>", &[""], ""), Err("T0410"));
    }

    #[test]
    fn err_type_parameters_stand_in_the_wrong_place() {
        assert_eq!(check("<s<n>>", &[], ""), Err("S0401"));
        assert_eq!(check("<(a<n>)>", &[], ""), Err("S0402"));
    }
}
