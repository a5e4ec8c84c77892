//! What is wrong with a draft, field by field.
//!
//! ```
//! use vibeslop_domain::{Violations, accounts::Username, money::Cents};
//!
//! let mut wrong = Violations::default();
//! let name = wrong.check("username", Username::new("x"));
//! let price = wrong.check("price", Cents::new(500));
//! assert!(name.is_none() && price.is_some());
//! assert_eq!(wrong.to_string(), "Username should be at least 2 character(s)");
//! assert_eq!(wrong.fields().map(|(field, _)| field).collect::<Vec<_>>(), ["username"]);
//! ```

use std::{borrow::Cow, collections::BTreeMap, fmt};

/// Why one value is refused: a phrase that follows the field's name, as in "must be greater than 0".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid(pub Cow<'static, str>);

impl Invalid {
    /// A required value is missing or holds only blanks.
    pub const BLANK: Self = Self(Cow::Borrowed("can't be blank"));
    /// The value has the wrong form.
    pub const FORM: Self = Self(Cow::Borrowed("is invalid"));
    /// Somebody else has this value already.
    pub const TAKEN: Self = Self(Cow::Borrowed("has already been taken"));
    /// The thing referred to is not there.
    pub const MISSING: Self = Self(Cow::Borrowed("does not exist"));

    /// A phrase known when the program is built.
    pub const fn because(phrase: &'static str) -> Self {
        Self(Cow::Borrowed(phrase))
    }

    /// The text has fewer than `least` characters.
    pub fn too_short(least: usize) -> Self {
        Self(format!("should be at least {least} character(s)").into())
    }

    /// The text has more than `most` characters.
    pub fn too_long(most: usize) -> Self {
        Self(format!("should be at most {most} character(s)").into())
    }

    /// The list has more than `most` entries.
    pub fn too_many(most: usize) -> Self {
        Self(format!("should have at most {most} item(s)").into())
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Invalid {}

/// All that is wrong with a draft: the names of its fields, each with at least one reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Violations {
    fields: BTreeMap<Cow<'static, str>, Vec<Invalid>>,
    /// The field that was judged first and refused. A person reads that one in the message.
    first: Option<Cow<'static, str>>,
}

impl Violations {
    /// One fault alone.
    pub fn of(field: impl Into<Cow<'static, str>>, reason: Invalid) -> Self {
        let mut violations = Self::default();
        violations.add(field, reason);
        violations
    }

    /// Notes a fault.
    pub fn add(&mut self, field: impl Into<Cow<'static, str>>, reason: Invalid) {
        let field = field.into();
        if self.first.is_none() {
            self.first = Some(field.clone());
        }
        let reasons = self.fields.entry(field).or_default();
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }

    /// Keeps a valid value and notes the fault of an invalid one.
    pub fn check<T>(&mut self, field: &'static str, judged: Result<T, Invalid>) -> Option<T> {
        judged.map_err(|reason| self.add(field, reason)).ok()
    }

    /// Takes over the faults of a part of the draft.
    pub fn merge(&mut self, other: Self) {
        if self.first.is_none() {
            self.first = other.first;
        }
        for (field, reasons) in other.fields {
            self.fields.entry(field).or_default().extend(reasons);
        }
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// The value, if nothing is wrong with the draft that it was made from.
    pub fn into_result<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }

    /// Each field with its reasons, in the order of the names.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &[Invalid])> {
        self.fields.iter().map(|(field, reasons)| (field.as_ref(), reasons.as_slice()))
    }

    /// The reasons of one field.
    pub fn of_field(&self, field: &str) -> &[Invalid] {
        self.fields.get(field).map_or(&[], Vec::as_slice)
    }
}

impl fmt::Display for Violations {
    /// The first fault as a sentence: "Title should be at least 3 character(s)".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((field, reason)) =
            self.first.as_ref().and_then(|field| Some((field, self.fields.get(field)?.first()?)))
        else {
            return f.write_str("Nothing is wrong");
        };
        let mut letters = field.chars();
        if let Some(first) = letters.next() {
            write!(f, "{}{}", first.to_uppercase(), letters.as_str().replace('_', " "))?;
        }
        write!(f, " {reason}")
    }
}

impl std::error::Error for Violations {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_names_the_field_judged_first() {
        let mut wrong = Violations::default();
        wrong.check::<()>("twitter_handle", Err(Invalid::too_long(15)));
        wrong.check::<()>("bio", Err(Invalid::BLANK));
        assert_eq!(wrong.to_string(), "Twitter handle should be at most 15 character(s)");
        assert_eq!(wrong.fields().map(|(field, _)| field).collect::<Vec<_>>(), ["bio", "twitter_handle"]);
    }

    #[test]
    fn the_same_fault_counts_once() {
        let mut wrong = Violations::of("tools", Invalid::FORM);
        wrong.add("tools", Invalid::FORM);
        assert_eq!(wrong.of_field("tools").len(), 1);
    }
}
