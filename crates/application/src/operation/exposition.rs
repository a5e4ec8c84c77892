use std::{borrow::Cow, collections::BTreeMap};

use super::Histogram;

/// What was measured, read from the text format of Prometheus.
#[derive(Debug, Default)]
pub struct Exposition<'a> {
    series: BTreeMap<&'a str, Vec<Series<'a>>>,
}

/// One number, and what it is of.
#[derive(Debug, Clone, PartialEq)]
pub struct Series<'a> {
    /// The number.
    pub value: f64,
    labels: Vec<(&'a str, Cow<'a, str>)>,
}

impl Series<'_> {
    /// What a label says; nothing where there is no such label.
    pub fn label(&self, name: &str) -> &str {
        self.labels.iter().find(|(label, _)| *label == name).map_or("", |(_, value)| value)
    }
}

impl<'a> Exposition<'a> {
    /// Reads all of it. What makes no sense is passed over: a page with a gap tells more than none.
    pub fn parse(text: &'a str) -> Self {
        let mut series: BTreeMap<&str, Vec<Series<'_>>> = BTreeMap::new();
        for (name, one) in text.lines().filter(|line| !line.starts_with('#')).filter_map(line) {
            series.entry(name).or_default().push(one);
        }
        Self { series }
    }

    /// The numbers of this name, none if there are none.
    pub fn all(&self, name: &str) -> &[Series<'a>] {
        self.series.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// The sum of the numbers of this name, unless there are none.
    pub fn value(&self, name: &str) -> Option<f64> {
        self.series.get(name).map(|all| total(all.iter().map(|one| one.value)))
    }

    /// The sums of the numbers of this name, by a label.
    pub fn by(&self, name: &str, label: &str) -> BTreeMap<String, f64> {
        let mut sums = BTreeMap::new();
        for one in self.all(name) {
            *sums.entry(one.label(label).to_owned()).or_default() += one.value;
        }
        sums
    }

    /// The histograms of this name, put together by a key that is made from the labels.
    pub fn histograms<K: Ord>(&self, name: &str, key: impl Fn(&Series<'a>) -> K) -> BTreeMap<K, Histogram> {
        let mut found: BTreeMap<K, Histogram> = BTreeMap::new();
        for one in self.all(&format!("{name}_bucket")) {
            if let Ok(bound) = one.label("le").parse() {
                found.entry(key(one)).or_default().add_bucket(bound, one.value);
            }
        }
        for one in self.all(&format!("{name}_count")) {
            found.entry(key(one)).or_default().add_count(one.value);
        }
        found
    }

    /// The histograms of this name, all put together.
    pub fn histogram(&self, name: &str) -> Option<Histogram> {
        self.histograms(name, |_| ()).remove(&())
    }
}

/// The sum. That of no numbers is 0, and not -0 as the standard library has it.
pub(super) fn total(numbers: impl Iterator<Item = f64>) -> f64 {
    numbers.fold(0.0, |sum, number| sum + number)
}

/// `name{label="value"} 1.5`
fn line(text: &str) -> Option<(&str, Series<'_>)> {
    let (name, rest) = text.split_at(text.find(['{', ' '])?);
    let (labels, rest) = match rest.strip_prefix('{') {
        Some(rest) => labels(rest)?,
        None => (Vec::new(), rest),
    };
    let value = rest.split_whitespace().next()?.parse().ok()?;
    Some((name, Series { value, labels }))
}

type Labels<'a> = Vec<(&'a str, Cow<'a, str>)>;

/// The labels up to the closing brace, and what is behind it.
fn labels(mut rest: &str) -> Option<(Labels<'_>, &str)> {
    let mut labels = Vec::new();
    loop {
        rest = rest.trim_start_matches([',', ' ']);
        if let Some(behind) = rest.strip_prefix('}') {
            return Some((labels, behind));
        }
        let (name, behind) = rest.split_once("=\"")?;
        let (value, behind) = quoted(behind)?;
        labels.push((name, value));
        rest = behind;
    }
}

/// What stands before the closing quote, and what behind it.
fn quoted(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let mut escaped = false;
    let (end, _) = text.char_indices().find(|(_, letter)| {
        let closes = *letter == '"' && !escaped;
        escaped = *letter == '\\' && !escaped;
        closes
    })?;
    let (raw, behind) = (text.get(..end)?, text.get(end + 1..)?);
    let plain = if raw.contains('\\') { Cow::Owned(unescaped(raw)) } else { Cow::Borrowed(raw) };
    Some((plain, behind))
}

fn unescaped(raw: &str) -> String {
    let mut plain = String::with_capacity(raw.len());
    let mut letters = raw.chars();
    while let Some(letter) = letters.next() {
        match (letter, letter == '\\') {
            (_, true) => match letters.next() {
                Some('n') => plain.push('\n'),
                Some(other) => plain.push(other),
                None => {}
            },
            (other, false) => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_by_name_and_label() {
        let text = "# HELP jobs Jobs.\n# TYPE jobs gauge\njobs{queue=\"default\",state=\"available\"} 3\n\
                    jobs{queue=\"mail\",state=\"available\"} 2\n\nplain 1.5e3\n";
        let found = Exposition::parse(text);
        assert_eq!(found.value("plain"), Some(1_500.0));
        assert_eq!(found.value("jobs"), Some(5.0));
        assert_eq!(found.by("jobs", "queue"), [("default".to_owned(), 3.0), ("mail".to_owned(), 2.0)].into());
        assert_eq!(found.all("jobs")[0].label("state"), "available");
        assert_eq!((found.all("jobs")[0].label("nothing"), found.value("nothing")), ("", None));
    }

    #[test]
    fn what_was_escaped_is_read_as_it_was_meant() {
        let text = r#"calls{model="a \"b\" \\ c\nd, e}"} 1"#;
        assert_eq!(Exposition::parse(text).all("calls")[0].label("model"), "a \"b\" \\ c\nd, e}");
    }

    #[test]
    fn what_makes_no_sense_is_passed_over() {
        for text in ["", "alone", "a{", "a{b} 1", "a{b=\"c} 1", "a x", "a{b=\"c\"}", "{} 1 2 3"] {
            let found = Exposition::parse(text);
            assert!(found.value("a").is_none() && found.value("alone").is_none(), "{text}");
        }
        assert_eq!(Exposition::parse("a\nb 2").value("b"), Some(2.0));
    }

    #[test]
    fn histograms_are_put_together_over_the_labels_that_are_not_asked_for() {
        let text = "took_bucket{route=\"/a\",status=\"200\",le=\"0.1\"} 1\ntook_bucket{route=\"/a\",status=\"200\",le=\"+Inf\"} 2\n\
                    took_bucket{route=\"/a\",status=\"500\",le=\"0.1\"} 4\ntook_bucket{route=\"/a\",status=\"500\",le=\"+Inf\"} 4\n\
                    took_count{route=\"/a\",status=\"200\"} 2\ntook_count{route=\"/a\",status=\"500\"} 4\n";
        let found = Exposition::parse(text);
        let by_route = found.histograms("took", |one| one.label("route").to_owned());
        assert_eq!(by_route.len(), 1);
        assert_eq!(by_route["/a"].buckets(), [(0.1, 5.0), (f64::INFINITY, 6.0)]);
        assert!((by_route["/a"].count() - 6.0).abs() < 1e-9);
        assert_eq!(found.histogram("took").unwrap(), by_route["/a"]);
        assert_eq!(found.histogram("nothing"), None);
    }
}
