//! Powers, the same to the last bit on every machine.
//!
//! The standard library leaves `powf` to the platform, and two platforms may differ in the last digit. So
//! the logarithm and the exponential are computed here in pairs of doubles, about 100 bits wide, of which
//! the nearest double is the result; what is exact, such as small whole powers, comes out exact.

/// A number as the sum of two doubles.
#[derive(Clone, Copy)]
struct Pair(f64, f64);

fn two_sum(a: f64, b: f64) -> Pair {
    let sum = a + b;
    let part = sum - a;
    Pair(sum, (a - (sum - part)) + (b - part))
}

/// The upper half of the digits of a double, and the rest.
fn halves(a: f64) -> (f64, f64) {
    let scaled = 134_217_729.0 * a;
    let high = scaled - (scaled - a);
    (high, a - high)
}

fn two_product(a: f64, b: f64) -> Pair {
    let product = a * b;
    let ((a1, a2), (b1, b2)) = (halves(a), halves(b));
    Pair(product, ((a1 * b1 - product) + a1 * b2 + a2 * b1) + a2 * b2)
}

impl Pair {
    fn plus(self, other: Pair) -> Pair {
        let sum = two_sum(self.0, other.0);
        let low = two_sum(self.1, other.1);
        let sum = two_sum(sum.0, sum.1 + low.0);
        two_sum(sum.0, sum.1 + low.1)
    }

    fn times(self, other: Pair) -> Pair {
        let product = two_product(self.0, other.0);
        two_sum(product.0, product.1 + (self.0 * other.1 + self.1 * other.0))
    }

    fn over(self, divisor: Pair) -> Pair {
        let first = self.0 / divisor.0;
        let rest = self.plus(divisor.times(Pair(-first, 0.0)));
        let second = rest.0 / divisor.0;
        let rest = rest.plus(divisor.times(Pair(-second, 0.0)));
        two_sum(first, second).plus(Pair(rest.0 / divisor.0, 0.0))
    }

    fn scaled(self, factor: f64) -> Pair {
        Pair(self.0 * factor, self.1 * factor)
    }
}

/// The natural logarithm of 2.
const LN_2: Pair = Pair(std::f64::consts::LN_2, 2.319_046_813_846_299_6e-17);

/// `x` as a fraction from √½ to √2 and a power of two.
fn split(x: f64) -> (f64, i32) {
    let (x, shift) = if x < f64::MIN_POSITIVE { (x * 18_014_398_509_481_984.0, -54) } else { (x, 0) };
    let bits = x.to_bits();
    let exponent = (bits >> 52) as i32 - 1023;
    let fraction = f64::from_bits(bits & ((1 << 52) - 1) | 1023 << 52);
    match fraction > std::f64::consts::SQRT_2 {
        true => (fraction / 2.0, exponent + 1 + shift),
        false => (fraction, exponent + shift),
    }
}

/// ln x = 2 artanh((x − 1) / (x + 1)) for the fraction, and the power of two times ln 2.
fn logarithm(x: f64) -> Pair {
    let (fraction, exponent) = split(x);
    let ratio = two_sum(fraction, -1.0).over(two_sum(fraction, 1.0));
    let square = ratio.times(ratio);
    let mut series = Pair(0.0, 0.0);
    // The ratio is below 0.172, so that 24 terms are enough for 110 bits.
    for term in (0..24).rev() {
        let coefficient = Pair(1.0, 0.0).over(Pair(f64::from(2 * term + 1), 0.0));
        series = series.times(square).plus(coefficient);
    }
    series.times(ratio).scaled(2.0).plus(LN_2.times(Pair(f64::from(exponent), 0.0)))
}

/// e to the power of a pair.
fn exponential(x: Pair) -> f64 {
    if x.0 > 710.0 {
        return f64::INFINITY;
    }
    if x.0 < -746.0 {
        return 0.0;
    }
    let twos = (x.0 / LN_2.0).round();
    let rest = x.plus(LN_2.times(Pair(-twos, 0.0))).scaled(1.0 / 64.0);
    let mut series = Pair(1.0, 0.0);
    for term in (1..=16).rev() {
        let factor = rest.over(Pair(f64::from(term), 0.0));
        series = series.times(factor).plus(Pair(1.0, 0.0));
    }
    for _ in 0..6 {
        series = series.times(series);
    }
    // In two steps, so that results below the smallest normal number are rounded once.
    let twos = twos as i32;
    let half = twos / 2;
    let power = |twos: i32| f64::from_bits(((twos + 1023) as u64) << 52);
    if twos < -1000 {
        return (series.0 + series.1) * power(half) * power(twos - half);
    }
    series.0 * power(half) * power(twos - half) + series.1 * power(half) * power(twos - half)
}

/// A whole power by repeated squaring, as long as every step is exact.
fn exact(base: f64, exponent: f64) -> Option<f64> {
    if exponent.fract() != 0.0 || !(0.0..=1100.0).contains(&exponent) {
        return None;
    }
    let (mut left, mut factor, mut result) = (exponent as u32, base, 1.0);
    while left > 0 {
        if left & 1 == 1 {
            let product = two_product(result, factor);
            if product.1 != 0.0 || !product.0.is_finite() {
                return None;
            }
            result = product.0;
        }
        left >>= 1;
        if left > 0 {
            let square = two_product(factor, factor);
            if square.1 != 0.0 || !square.0.is_finite() {
                return None;
            }
            factor = square.0;
        }
    }
    Some(result)
}

/// JavaScript's `Math.pow`.
pub(super) fn power(base: f64, exponent: f64) -> f64 {
    if exponent == 0.0 {
        return 1.0;
    }
    if base.is_nan() || exponent.is_nan() || base.abs() == 1.0 && exponent.is_infinite() {
        return f64::NAN;
    }
    let odd = exponent.fract() == 0.0 && exponent % 2.0 != 0.0;
    let sign = if base.is_sign_negative() && odd { -1.0 } else { 1.0 };
    let size = base.abs();
    if size == 0.0 || size.is_infinite() || exponent.is_infinite() {
        let grows = (size > 1.0) == (exponent > 0.0);
        return sign * if grows { f64::INFINITY } else { 0.0 };
    }
    if base < 0.0 && exponent.fract() != 0.0 {
        return f64::NAN;
    }
    if exponent == 0.5 {
        return size.sqrt();
    }
    if let Some(result) = exact(size, exponent) {
        return sign * result;
    }
    sign * exponential(logarithm(size).times(Pair(exponent, 0.0)))
}

#[cfg(test)]
mod tests {
    use super::power;

    #[test]
    fn what_is_exact_comes_out_exact() {
        assert_eq!(power(2.0, 10.0), 1024.0);
        assert_eq!(power(10.0, 22.0), 1e22);
        assert_eq!(power(-3.0, 3.0), -27.0);
        assert_eq!(power(9.0, 0.5), 3.0);
        assert_eq!(power(2.0, -1074.0), 5e-324);
        assert_eq!(power(10.0, 308.0), 1e308);
        assert_eq!(power(10.0, -5.0), 1e-5);
    }

    #[test]
    fn what_is_not_is_the_nearest_double() {
        assert_eq!(power(1.1, 100.0), 13_780.612_339_822_38);
        assert_eq!(power(2.5, 3.7), 29.674_132_536_420_86);
        assert_eq!(power(1.000_001, 1e6), 2.718_280_469_095_753_4);
    }

    #[test]
    fn the_edges_are_those_of_javascript() {
        assert!(power(-8.0, 1.0 / 3.0).is_nan());
        assert!(power(1.0, f64::INFINITY).is_nan());
        assert_eq!(power(0.0, -1.0), f64::INFINITY);
        assert_eq!(power(100.0, 1000.0), f64::INFINITY);
        assert_eq!(power(f64::NAN, 0.0), 1.0);
    }
}
