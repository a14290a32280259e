//! Retriers.
//!
//! When a state fails, its retriers are tried in order. The counts live in the visit, not here: they start
//! over when the state is entered again, and only the visit sees that.

use std::time::Duration;

use super::error::Failure;
use crate::asl::model::{Jitter, Retrier};
use crate::value::{Object, Value};
use crate::world::Chance;

/// The next try that a retrier leads to.
#[derive(Debug, PartialEq)]
pub(super) struct NextTry {
    /// How long to wait, after jitter.
    pub wait: Duration,
}

/// The retrier for a failure, if one names it.
pub(super) fn retrier_for(retriers: &[Retrier], failure: &Failure) -> Option<usize> {
    retriers.iter().position(|retrier| failure.matches(&retrier.error_equals))
}

/// Whether and when there is to be another try. `retries` counts the retries of each retrier in this visit.
pub(super) fn next_try(
    retriers: &[Retrier],
    retries: &mut [u32],
    failure: &Failure,
    chance: &mut Chance,
) -> Option<NextTry> {
    let at = retrier_for(retriers, failure)?;
    let retrier = &retriers[at];
    if i64::from(retries[at]) >= retrier.max_attempts {
        return None;
    }
    retries[at] += 1;
    let full = delay(retrier, retries[at]);
    let wait = match retrier.jitter {
        Jitter::None => full,
        Jitter::Full => full.mul_f64(chance.unit()),
    };
    Some(NextTry { wait })
}

/// What the trace shows of a retrier: `{"retryIndex", "retryBackoffIntervalSeconds"}`, the second only if
/// there is another try. (AWS API, `InspectionErrorDetails`)
pub(super) fn described(retrier: usize, next: Option<&NextTry>) -> Value {
    let mut members = Object::new();
    members.insert("retryIndex", Value::from(i64::try_from(retrier).unwrap_or(i64::MAX)));
    if let Some(next) = next {
        let seconds = i64::try_from(next.wait.as_secs()).unwrap_or(i64::MAX);
        members.insert("retryBackoffIntervalSeconds", Value::from(seconds));
    }
    members.into()
}

/// Time until the given retry, counting from 1.
///
/// `{"IntervalSeconds": 2, "BackoffRate": 1.5}` gives 2 s, 3 s, 4.5 s. `MaxDelaySeconds` caps it before
/// jitter is drawn.
fn delay(retrier: &Retrier, retry: u32) -> Duration {
    // A year: more than any execution may take, and far from what a Duration cannot hold.
    const LONGEST: f64 = 31_622_400.0;
    // Multiplied step by step: `powi` may round differently from machine to machine.
    let mut seconds = retrier.interval_seconds as f64;
    for _ in 1..retry {
        seconds = (seconds * retrier.backoff_rate).min(LONGEST);
    }
    let capped = retrier.max_delay_seconds.map_or(seconds, |most| seconds.min(most as f64));
    Duration::from_millis((capped.min(LONGEST) * 1000.0).round() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn retrier(max_delay_seconds: Option<i64>, jitter: Jitter) -> Retrier {
        Retrier {
            error_equals: vec!["Busy".into()],
            interval_seconds: 2,
            max_attempts: 3,
            backoff_rate: 1.5,
            max_delay_seconds,
            jitter,
            span: crate::source::Span::default(),
        }
    }

    fn delays(retrier: &Retrier) -> Vec<u128> {
        let (mut retries, mut chance) = ([0], Chance::from_seed(1));
        let busy = Failure::new("Busy", "");
        let delays =
            std::iter::from_fn(|| next_try(std::slice::from_ref(retrier), &mut retries, &busy, &mut chance));
        delays.map(|next| next.wait.as_millis()).collect()
    }

    #[test]
    fn delays_grow_by_the_backoff_rate() {
        assert_eq!(delays(&retrier(None, Jitter::None)), [2000, 3000, 4500]);
    }

    #[test]
    fn the_longest_delay_caps_the_growth() {
        assert_eq!(delays(&retrier(Some(4), Jitter::None)), [2000, 3000, 4000]);
    }

    #[test]
    fn full_jitter_stays_below_the_delay() {
        let jittered = delays(&retrier(None, Jitter::Full));
        assert!(jittered.iter().zip([2000, 3000, 4500]).all(|(&drawn, full)| drawn < full), "{jittered:?}");
    }

    #[test]
    fn each_retrier_counts_for_itself() {
        let mut other = retrier(None, Jitter::None);
        other.error_equals = vec!["Late".into()];
        let retriers = [retrier(None, Jitter::None), other];
        let (mut retries, mut chance) = ([3, 0], Chance::default());
        assert_eq!(next_try(&retriers, &mut retries, &Failure::new("Busy", ""), &mut chance), None);
        assert!(next_try(&retriers, &mut retries, &Failure::new("Late", ""), &mut chance).is_some());
    }
}
