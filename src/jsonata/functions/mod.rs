//! The functions of JSONata, by family.

mod aggregate;
mod arrays;
mod encoding;
mod higher_order;
mod matching;
mod numeric;
mod objects;
mod power;
mod strings;
mod time;

use std::sync::{Arc, OnceLock};

use super::error::Res;
use super::evaluate::{Env, Evaluator};
use super::item::{Item, View};
use super::signature::Signature;

pub(super) use matching::{Place, search};
pub(super) use numeric::round_to;

/// Where a function is called.
#[derive(Clone, Copy, Debug)]
pub(super) struct Caller<'a> {
    pub input: View<'a>,
    pub env: Env,
}

type Native = fn(&mut Evaluator, &mut [Item], Caller) -> Res<Item>;

struct Entry {
    name: &'static str,
    signature: &'static str,
    /// How many parameters the reference implementation declares.
    arity: usize,
    run: Native,
}

/// One of JSONata's own functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Builtin(u8);

macro_rules! table {
    ($($name:literal $signature:literal $arity:literal $run:path,)*) => {
        /// In the order of the names.
        static TABLE: &[Entry] = &[
            $(Entry { name: $name, signature: $signature, arity: $arity, run: $run },)*
        ];
    };
}

table! {
    "abs" "<n-:n>" 1 numeric::abs,
    "append" "<xx:a>" 2 arrays::append,
    "assert" "<bs?:x>" 2 objects::assert,
    "average" "<a<n>:n>" 1 aggregate::average,
    "base64decode" "<s-:s>" 1 encoding::base64decode,
    "base64encode" "<s-:s>" 1 encoding::base64encode,
    "boolean" "<x-:b>" 1 objects::boolean,
    "ceil" "<n-:n>" 1 numeric::ceil,
    "clone" "<(oa)-:o>" 1 objects::clone,
    "contains" "<s-(sf):b>" 2 matching::contains,
    "count" "<a:n>" 1 aggregate::count,
    "decodeUrl" "<s-:s>" 1 encoding::decode_url,
    "decodeUrlComponent" "<s-:s>" 1 encoding::decode_url_component,
    "distinct" "<x:x>" 1 arrays::distinct,
    "each" "<o-f:a>" 2 higher_order::each,
    "encodeUrl" "<s-:s>" 1 encoding::encode_url,
    "encodeUrlComponent" "<s-:s>" 1 encoding::encode_url_component,
    "error" "<s?:x>" 1 objects::error,
    "eval" "<sx?:x>" 2 objects::eval,
    "exists" "<x:b>" 1 objects::exists,
    "filter" "<af>" 2 higher_order::filter,
    "floor" "<n-:n>" 1 numeric::floor,
    "formatBase" "<n-n?:s>" 2 numeric::format_base,
    "formatInteger" "<n-s:s>" 2 numeric::format_integer,
    "formatNumber" "<n-so?:s>" 3 numeric::format_number,
    "fromMillis" "<n-s?s?:s>" 3 time::from_millis,
    "join" "<a<s>s?:s>" 2 strings::join,
    "keys" "<x-:a<s>>" 1 objects::keys,
    "length" "<s-:n>" 1 strings::length,
    "lookup" "<x-s:x>" 2 objects::lookup,
    "lowercase" "<s-:s>" 1 strings::lowercase,
    "map" "<af>" 2 higher_order::map,
    "match" "<s-f<s:o>n?:a<o>>" 3 matching::match_,
    "max" "<a<n>:n>" 1 aggregate::max,
    "merge" "<a<o>:o>" 1 objects::merge,
    "millis" "<:n>" 0 time::millis,
    "min" "<a<n>:n>" 1 aggregate::min,
    "not" "<x-:b>" 1 objects::not,
    "now" "<s?s?:s>" 2 time::now,
    "number" "<(nsb)-:n>" 1 numeric::number,
    "pad" "<s-ns?:s>" 3 strings::pad,
    "parseInteger" "<s-s:n>" 2 numeric::parse_integer,
    "power" "<n-n:n>" 2 numeric::power,
    "random" "<:n>" 0 numeric::random,
    "reduce" "<afj?:j>" 3 higher_order::reduce,
    "replace" "<s-(sf)(sf)n?:s>" 4 matching::replace,
    "reverse" "<a:a>" 1 arrays::reverse,
    "round" "<n-n?:n>" 2 numeric::round,
    "shuffle" "<a:a>" 1 arrays::shuffle,
    "sift" "<o-f?:o>" 2 higher_order::sift,
    "single" "<af?>" 2 higher_order::single,
    "sort" "<af?:a>" 2 higher_order::sort,
    "split" "<s-(sf)n?:a<s>>" 3 matching::split,
    "spread" "<x-:a<o>>" 1 objects::spread,
    "sqrt" "<n-:n>" 1 numeric::sqrt,
    "string" "<x-b?:s>" 1 strings::string,
    "substring" "<s-nn?:s>" 3 strings::substring,
    "substringAfter" "<s-s:s>" 2 strings::substring_after,
    "substringBefore" "<s-s:s>" 2 strings::substring_before,
    "sum" "<a<n>:n>" 1 aggregate::sum,
    "toMillis" "<s-s?:n>" 2 time::to_millis,
    "trim" "<s-:s>" 1 strings::trim,
    "type" "<x:s>" 1 objects::type_,
    "uppercase" "<s-:s>" 1 strings::uppercase,
    "zip" "<a+>" 0 arrays::zip,
}

/// Finds a function by its name, without the `$`.
pub(super) fn find(name: &str) -> Option<Builtin> {
    TABLE.binary_search_by(|entry| entry.name.cmp(name)).ok().map(|at| Builtin(at as u8))
}

pub(super) fn names() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|entry| entry.name)
}

impl Builtin {
    fn entry(self) -> &'static Entry {
        &TABLE[self.0 as usize]
    }

    pub fn is(self, name: &str) -> bool {
        self.entry().name == name
    }

    /// Whether it gives the same for the same arguments each time, and calls no other function.
    pub fn is_pure(self) -> bool {
        let Entry { name, signature, .. } = self.entry();
        !signature.contains('f') && !matches!(*name, "eval" | "random" | "shuffle")
    }

    pub fn arity(self) -> usize {
        self.entry().arity
    }

    pub fn signature(self) -> &'static Signature {
        static SIGNATURES: OnceLock<Vec<Option<Signature>>> = OnceLock::new();
        static NONE: OnceLock<Signature> = OnceLock::new();
        let all = SIGNATURES
            .get_or_init(|| TABLE.iter().map(|entry| Signature::parse(entry.signature).ok()).collect());
        match all.get(self.0 as usize) {
            Some(Some(signature)) => signature,
            _ => NONE.get_or_init(Signature::default),
        }
    }

    pub fn run(self, engine: &mut Evaluator, arguments: &mut [Item], caller: Caller) -> Res<Item> {
        (self.entry().run)(engine, arguments, caller)
    }
}

/// The argument at a place, taken out.
fn take(arguments: &mut [Item], at: usize) -> Item {
    arguments.get_mut(at).map(std::mem::take).unwrap_or_default()
}

fn text(arguments: &[Item], at: usize) -> Option<Arc<str>> {
    arguments.get(at)?.as_text().cloned()
}

fn number(arguments: &[Item], at: usize) -> Option<f64> {
    arguments.get(at)?.as_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_found_by_name() {
        assert!(TABLE.is_sorted_by_key(|entry| entry.name));
        assert!(TABLE.iter().all(|entry| Signature::parse(entry.signature).is_ok()));
        assert!(find("sum").is_some_and(|sum| sum.is("sum")));
        assert!(find("nothing").is_none());
    }
}
