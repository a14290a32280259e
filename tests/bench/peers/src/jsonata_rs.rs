//! `jsonata-rs`, which reads its input as text at each evaluation: here the input is read once and bound to
//! a variable, and the expression is a step from there.

use std::hint::black_box;

use bumpalo::Bump;
use jsonata_rs::{JsonAta, Value};

use crate::Prepared;

pub struct JsonataRs(JsonAta<'static>);

impl JsonataRs {
    pub fn new(expression: &str, input: &str) -> Result<JsonataRs, String> {
        // The process ends after one case. Values stay in the arena until then, which is how this engine
        // is made to be used.
        let arena: &'static Bump = Box::leak(Box::default());
        let sentence = |error: jsonata_rs::Error| error.to_string();
        let reader = JsonAta::new("$", arena).map_err(sentence)?;
        let input: &'static Value<'static> = reader.evaluate(Some(input), None).map_err(sentence)?;
        let engine = JsonAta::new(&format!("$input.({expression})"), arena).map_err(sentence)?;
        engine.assign_var("input", input);
        Ok(JsonataRs(engine))
    }
}

impl Prepared for JsonataRs {
    fn answer(&self) -> Result<String, String> {
        let value = self.0.evaluate(None, None).map_err(|error| error.to_string())?;
        Ok(value.serialize(false))
    }

    fn run(&self, times: u32) {
        for _ in 0..times {
            let _ = black_box(self.0.evaluate(None, None));
        }
    }
}
