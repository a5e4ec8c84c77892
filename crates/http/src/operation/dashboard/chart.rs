//! Lines over time, as SVG draws them.

use std::{fmt::Write, time::Duration};

/// The size of the drawing, in its own units. The page stretches it.
pub const WIDTH: f64 = 300.0;
pub const HEIGHT: f64 = 80.0;

/// A moment of a line: how long ago, and how much.
pub type Moment = (Duration, Option<f64>);

/// The path of a line, for the attribute `d`. The newest moment is at the right, `window` ago at the left, `top` above.
/// Where nothing was measured the line has a gap; a moment between two gaps is a dot.
pub fn path(moments: &[Moment], window: Duration, top: f64) -> String {
    let mut drawn = String::new();
    let mut goes_on = false;
    for (index, (ago, value)) in moments.iter().enumerate() {
        let Some(value) = value else {
            goes_on = false;
            continue;
        };
        let x = WIDTH * (1.0 - (ago.as_secs_f64() / window.as_secs_f64()).min(1.0));
        let y = HEIGHT * (1.0 - (value / top).clamp(0.0, 1.0));
        let _ = write!(drawn, "{}{x:.1} {y:.1}", if goes_on { 'L' } else { 'M' });
        let ends = moments.get(index + 1).is_none_or(|(_, next)| next.is_none());
        if !goes_on && ends {
            drawn.push_str("h0");
        }
        goes_on = true;
    }
    drawn
}

/// The end of a scale that all of these fit on: 1, 2 or 5 times a power of ten, so that it is easy to read and does not
/// change with each moment.
pub fn top(values: impl Iterator<Item = f64>, least: f64) -> f64 {
    let most = values.fold(least, f64::max);
    let power = 10_f64.powf(most.log10().floor());
    // What is computed as 0.30000000000000004 is 0.3.
    [1.0, 2.0, 5.0].into_iter().map(|step| step * power).find(|end| *end >= most * 0.999_999).unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Duration = Duration::from_secs(100);

    fn moments(values: &[(u64, Option<f64>)]) -> Vec<Moment> {
        values.iter().map(|(ago, value)| (Duration::from_secs(*ago), *value)).collect()
    }

    #[test]
    fn a_line_goes_from_left_to_right_and_up() {
        let line = path(&moments(&[(100, Some(0.0)), (50, Some(5.0)), (0, Some(10.0))]), WINDOW, 10.0);
        assert_eq!(line, "M0.0 80.0L150.0 40.0L300.0 0.0");
    }

    #[test]
    fn what_was_not_measured_is_a_gap_and_what_stands_alone_a_dot() {
        let line = path(&moments(&[(100, Some(0.0)), (75, None), (50, Some(5.0)), (25, None)]), WINDOW, 10.0);
        assert_eq!(line, "M0.0 80.0h0M150.0 40.0h0");
        assert_eq!(path(&[], WINDOW, 1.0), "");
    }

    #[test]
    fn nothing_leaves_the_drawing() {
        assert_eq!(path(&moments(&[(500, Some(99.0))]), WINDOW, 10.0), "M0.0 0.0h0");
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "these are computed alike")]
    fn a_scale_ends_at_a_number_that_is_easy_to_read() {
        for (most, end) in [(0.0, 1.0), (1.0, 1.0), (1.2, 2.0), (3.0, 5.0), (7.0, 10.0), (230.0, 500.0)] {
            assert_eq!(top([most, 0.5].into_iter(), 1.0), end, "{most}");
        }
        assert!((top([0.003].into_iter(), 0.001) - 0.005).abs() < 1e-12);
    }
}
