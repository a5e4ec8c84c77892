//! Pictures of what was measured, as SVG: bars, one row an endpoint.

use std::fmt::Write as _;

/// A bar, or a few of them side by side.
#[derive(Debug, Clone)]
pub struct Bars {
    /// What they belong to.
    pub label: String,
    /// How long each is, in the order of the legend.
    pub values: Vec<f64>,
    /// What stands behind them.
    pub note: String,
}

/// A picture.
#[derive(Debug, Clone)]
pub struct Plot {
    /// What is shown.
    pub title: String,
    /// What the bars of a row stand for.
    pub legend: Vec<String>,
    /// The rows.
    pub rows: Vec<Bars>,
    /// Values with a line of their own.
    pub lines: Vec<(f64, String)>,
    /// Whether each step to the right is ten times as much.
    pub logarithmic: bool,
}

const COLOURS: [&str; 3] = ["#3b6ea5", "#c9ced6", "#d9822b"];
const LEFT: f64 = 170.0;
const WIDTH: f64 = 520.0;
const RIGHT: f64 = 130.0;
const BAR: f64 = 10.0;
const GAP: f64 = 10.0;
const TOP: f64 = 66.0;

impl Plot {
    /// The picture as a file.
    pub fn svg(&self) -> String {
        let height_of_row = BAR * self.bars() + GAP;
        #[expect(clippy::cast_precision_loss, reason = "there are a few dozen rows")]
        let height = TOP + height_of_row * self.rows.len() as f64 + 24.0;
        let width = LEFT + WIDTH + RIGHT;
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" \
             font-size=\"11\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n\
             <text x=\"12\" y=\"22\" font-size=\"15\">{}</text>\n",
            escaped(&self.title)
        );
        let mut x = 12.0;
        // Writing to a text does not fail.
        for (name, colour) in self.legend.iter().zip(COLOURS) {
            let _ = writeln!(
                svg,
                "<rect x=\"{x}\" y=\"34\" width=\"10\" height=\"10\" fill=\"{colour}\"/><text x=\"{}\" y=\"43\">{}</text>",
                x + 14.0,
                escaped(name)
            );
            x += 34.0 + 6.5 * f64::from(u32::try_from(name.chars().count()).unwrap_or_default());
        }
        for (value, name) in &self.lines {
            let x = LEFT + self.length(*value);
            let _ = writeln!(
                svg,
                "<line x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{TOP}\" y2=\"{}\" stroke=\"#a33\" stroke-dasharray=\"4 3\"/>\
                 <text x=\"{x:.1}\" y=\"{}\" fill=\"#a33\" text-anchor=\"middle\">{}</text>",
                height - 22.0,
                height - 8.0,
                escaped(name)
            );
        }
        let mut y = TOP;
        for row in &self.rows {
            self.row(&mut svg, row, y);
            y += height_of_row;
        }
        svg.push_str("</svg>\n");
        svg
    }

    fn row(&self, svg: &mut String, row: &Bars, top: f64) {
        let middle = top + BAR * self.bars() / 2.0 + 4.0;
        let _ = writeln!(
            svg,
            "<text x=\"{}\" y=\"{middle:.1}\" text-anchor=\"end\">{}</text>",
            LEFT - 8.0,
            escaped(&row.label)
        );
        let (mut y, mut longest) = (top, 0.0_f64);
        for (value, colour) in row.values.iter().zip(COLOURS) {
            let length = self.length(*value);
            longest = longest.max(length);
            let _ = writeln!(
                svg,
                "<rect x=\"{LEFT}\" y=\"{y:.1}\" width=\"{length:.1}\" height=\"{:.1}\" fill=\"{colour}\"/>",
                BAR - 1.0
            );
            y += BAR;
        }
        let _ =
            writeln!(svg, "<text x=\"{:.1}\" y=\"{middle:.1}\">{}</text>", LEFT + longest + 6.0, escaped(&row.note));
    }

    fn bars(&self) -> f64 {
        f64::from(u32::try_from(self.legend.len().max(1)).unwrap_or(1))
    }

    /// How long a bar is.
    fn length(&self, value: f64) -> f64 {
        let values = || self.rows.iter().flat_map(|row| row.values.iter().copied());
        let most = values().chain(self.lines.iter().map(|(value, _)| *value)).fold(f64::MIN_POSITIVE, f64::max);
        if !self.logarithmic {
            return WIDTH * (value / most).clamp(0.0, 1.0);
        }
        let least = values().filter(|value| *value > 0.0).fold(most, f64::min) / 2.0;
        if value <= least || most <= least { 0.0 } else { WIDTH * (value / least).log10() / (most / least).log10() }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plot(logarithmic: bool) -> Plot {
        let row = |label: &str, values: &[f64]| Bars {
            label: label.to_owned(),
            values: values.to_vec(),
            note: "a < b & c".to_owned(),
        };
        Plot {
            title: "Rates".to_owned(),
            legend: vec!["reached".to_owned(), "limit".to_owned()],
            rows: vec![row("post", &[50.0, 100.0]), row("nothing", &[0.0])],
            lines: vec![(25.0, "wanted".to_owned())],
            logarithmic,
        }
    }

    #[test]
    fn the_longest_bar_takes_the_whole_width() {
        let svg = plot(false).svg();
        for width in ["width=\"520.0\"", "width=\"260.0\"", "width=\"0.0\""] {
            assert!(svg.contains(width), "{width}: {svg}");
        }
        assert!(svg.contains("x1=\"300.0\""), "the line is at a quarter: {svg}");
        assert!(svg.contains("a &lt; b &amp; c") && !svg.contains("a < b"));
    }

    #[test]
    fn on_a_logarithmic_scale_the_same_factor_is_the_same_way() {
        let plot = plot(true);
        let (a, b, c) = (plot.length(25.0 * 1.01), plot.length(50.0), plot.length(100.0));
        assert!(a < 10.0 && (c - b - (b - plot.length(25.0))).abs() < 1.0, "{a} {b} {c}");
        assert!(plot.length(0.0).abs() < f64::EPSILON);
    }
}
