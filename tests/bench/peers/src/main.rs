//! Measures one case natively: `native ENGINE MILLISECONDS`, with the expression on the first line of the
//! standard input and its data on the second. Prints the microseconds of an evaluation and the result.

use std::io::Read;
use std::time::{Duration, Instant};

use peers::Case;

fn main() -> Result<(), String> {
    let mut arguments = std::env::args().skip(1);
    let engine = arguments.next().ok_or("which engine?")?;
    let milliseconds: u64 = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(100);
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).map_err(|error| error.to_string())?;
    let (expression, input) = text.split_once('\n').ok_or("no input")?;
    let case = Case::new(&engine, expression, input)?;
    let answer = case.answer()?;
    let (start, mut times, mut best) = (Instant::now(), 1, f64::INFINITY);
    while start.elapsed() < Duration::from_millis(milliseconds) {
        let batch = Instant::now();
        case.run(times);
        let seconds = batch.elapsed().as_secs_f64();
        best = best.min(seconds / f64::from(times));
        if seconds < 0.005 {
            times *= 2;
        }
    }
    println!("{}\n{answer}", best * 1e6);
    Ok(())
}
