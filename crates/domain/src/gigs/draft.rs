use chrono::{DateTime, NaiveDate, Utc};

use super::{Budget, OpenGig};
use crate::{
    Invalid, Violations,
    catalog::TagName,
    money::{Cents, Currency},
    text,
};

/// A gig as somebody sent it. `None` is what was not sent; what can be cleared is `Some(None)` where it was.
#[derive(Debug, Clone, Default)]
pub struct GigDraft {
    /// The title.
    pub title: Option<String>,
    /// What is to be done.
    pub description: Option<String>,
    /// Cents, from.
    pub budget_min: Option<Option<i64>>,
    /// Cents, to.
    pub budget_max: Option<Option<i64>>,
    /// The currency's code.
    pub currency: Option<String>,
    /// The day until which it is to be done, `YYYY-MM-DD`.
    pub deadline: Option<Option<String>>,
    /// Names of AI tools.
    pub tools: Option<Vec<String>>,
    /// Names of tech stacks.
    pub stacks: Option<Vec<String>>,
}

/// A new gig that follows the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GigTerms {
    /// 1 to 200 characters.
    pub title: String,
    /// 1 to 10,000 characters.
    pub description: String,
    /// What it may cost.
    pub budget: Budget,
    /// In which currency.
    pub currency: Currency,
    /// Today or later.
    pub deadline: Option<NaiveDate>,
    /// AI tools, each once.
    pub tools: Vec<TagName>,
    /// Tech stacks, each once.
    pub stacks: Vec<TagName>,
}

/// A change of a gig that follows the rules, together with what stays. `None` stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GigChange {
    /// As in [`GigTerms`].
    pub title: Option<String>,
    /// As in [`GigTerms`].
    pub description: Option<String>,
    /// The whole new value: its two ends are judged against each other, whichever was sent.
    pub budget: Budget,
    /// As in [`GigTerms`].
    pub currency: Option<Currency>,
    /// As in [`GigTerms`]; `Some(None)` clears it.
    pub deadline: Option<Option<NaiveDate>>,
    /// Replaces all tools.
    pub tools: Option<Vec<TagName>>,
    /// Replaces all stacks.
    pub stacks: Option<Vec<TagName>>,
}

impl GigTerms {
    /// The most characters of a title.
    pub const MAX_TITLE: usize = 200;
    /// The most characters of a description.
    pub const MAX_DESCRIPTION: usize = 10_000;

    /// Judges every field of a new gig.
    pub fn new(draft: &GigDraft, now: DateTime<Utc>) -> Result<Self, Violations> {
        let mut wrong = Violations::default();
        for (field, value) in [("title", &draft.title), ("description", &draft.description)] {
            if value.is_none() {
                wrong.add(field, Invalid::BLANK);
            }
        }
        let change = GigChange::judged(draft, Budget::default(), None, now, &mut wrong);
        let (Some(title), Some(description)) = (change.title, change.description) else { return Err(wrong) };
        wrong.into_result(Self {
            title,
            description,
            budget: change.budget,
            currency: change.currency.unwrap_or_default(),
            deadline: change.deadline.flatten(),
            tools: change.tools.unwrap_or_default(),
            stacks: change.stacks.unwrap_or_default(),
        })
    }
}

impl GigChange {
    /// Judges every field that was sent, in the light of what is there. A deadline that has passed meanwhile may stay.
    pub fn new(draft: &GigDraft, present: &OpenGig, now: DateTime<Utc>) -> Result<Self, Violations> {
        let mut wrong = Violations::default();
        let gig = present.gig();
        let change = Self::judged(draft, gig.budget, gig.deadline, now, &mut wrong);
        wrong.into_result(change)
    }

    fn judged(
        draft: &GigDraft,
        present: Budget,
        kept_deadline: Option<NaiveDate>,
        now: DateTime<Utc>,
        wrong: &mut Violations,
    ) -> Self {
        let title = draft.title.as_deref().map(|title| text::required(title, 1, GigTerms::MAX_TITLE));
        let title = wrong.check("title", title.transpose()).flatten();
        let description =
            draft.description.as_deref().map(|description| text::required(description, 1, GigTerms::MAX_DESCRIPTION));
        let description = wrong.check("description", description.transpose()).flatten();
        let mut end = |field, sent: Option<Option<i64>>, present| match sent {
            None => Some(present),
            Some(sent) => wrong.check(field, sent.map(Cents::new).transpose()),
        };
        let (min, max) =
            (end("budget_min", draft.budget_min, present.min()), end("budget_max", draft.budget_max, present.max()));
        let budget = match (min, max) {
            (Some(min), Some(max)) => wrong.check("budget_max", Budget::new(min, max)).unwrap_or_default(),
            _ => Budget::default(),
        };
        let currency = wrong.check("currency", draft.currency.as_deref().map(Currency::new).transpose()).flatten();
        let deadline = draft.deadline.as_ref().map(|sent| judge_deadline(sent.as_deref(), kept_deadline, now));
        let deadline = wrong.check("deadline", deadline.transpose()).flatten();
        let mut tags =
            |field, names: Option<&[String]>| wrong.check(field, names.map(TagName::list).transpose()).flatten();
        let tools = tags("tools", draft.tools.as_deref());
        let stacks = tags("stacks", draft.stacks.as_deref());
        Self { title, description, budget, currency, deadline, tools, stacks }
    }
}

/// Today or later, by UTC, or what it was. Blank is none.
fn judge_deadline(
    sent: Option<&str>,
    kept: Option<NaiveDate>,
    now: DateTime<Utc>,
) -> Result<Option<NaiveDate>, Invalid> {
    let Some(text) = sent.filter(|text| !text::is_blank(text)) else { return Ok(None) };
    let day = NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").map_err(|_| Invalid::FORM)?;
    // As dates travel: four digits of a year, and PostgreSQL can hold it.
    if !matches!(chrono::Datelike::year(&day), 1..=9999) {
        return Err(Invalid::FORM);
    }
    if day < now.date_naive() && Some(day) != kept {
        return Err(Invalid::because("must be today or later"));
    }
    Ok(Some(day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        gigs::Gig,
        ids::{GigId, UserId},
    };
    use uuid::Uuid;

    /// 2 February 2026, shortly before midnight.
    fn now() -> DateTime<Utc> {
        "2026-02-02T23:59:59Z".parse().unwrap()
    }

    fn draft() -> GigDraft {
        GigDraft {
            title: Some(" Port a parser ".to_owned()),
            description: Some("Move it to **Rust**".to_owned()),
            ..GigDraft::default()
        }
    }

    fn present(draft: &GigDraft, at: DateTime<Utc>) -> OpenGig {
        let terms = GigTerms::new(draft, at).unwrap();
        Gig::create(GigId(Uuid::nil()), UserId(Uuid::nil()), terms, at).open().unwrap()
    }

    #[test]
    fn what_was_not_said_has_a_meaning() {
        let terms = GigTerms::new(&draft(), now()).unwrap();
        assert_eq!((terms.title.as_str(), terms.currency.code(), terms.deadline), ("Port a parser", "USD", None));
        assert_eq!((terms.budget, terms.tools.len()), (Budget::default(), 0));
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let bad = GigDraft {
            title: Some("x".repeat(201)),
            description: None,
            budget_min: Some(Some(0)),
            budget_max: Some(Some(Cents::MAX + 1)),
            currency: Some("XYZ".to_owned()),
            deadline: Some(Some("2026-02-01".to_owned())),
            tools: Some(vec![" ".to_owned()]),
            stacks: Some((0..21).map(|n| n.to_string()).collect()),
        };
        let wrong = GigTerms::new(&bad, now()).unwrap_err();
        let fields: Vec<_> = wrong.fields().map(|(field, _)| field).collect();
        assert_eq!(
            fields,
            ["budget_max", "budget_min", "currency", "deadline", "description", "stacks", "title", "tools"]
        );
    }

    #[test]
    fn the_ends_of_a_budget_are_in_order_and_the_upper_one_is_told() {
        let budget = |min, max| GigDraft { budget_min: Some(min), budget_max: Some(max), ..draft() };
        assert!(GigTerms::new(&budget(Some(5), Some(5)), now()).is_ok());
        let wrong = GigTerms::new(&budget(Some(6), Some(5)), now()).unwrap_err();
        assert_eq!(wrong.of_field("budget_max").len(), 1);
        assert!(wrong.of_field("budget_min").is_empty());
        // Against what stays.
        let gig = present(&budget(None, Some(5)), now());
        let raised = GigDraft { budget_min: Some(Some(6)), ..GigDraft::default() };
        assert_eq!(GigChange::new(&raised, &gig, now()).unwrap_err().of_field("budget_max").len(), 1);
        let cleared = GigDraft { budget_max: Some(None), ..raised };
        let budget = GigChange::new(&cleared, &gig, now()).unwrap().budget;
        assert_eq!((budget.min().map(Cents::get), budget.max()), (Some(6), None));
    }

    #[test]
    fn a_deadline_is_today_or_later_or_what_it_was() {
        let until = |day: &str| GigDraft { deadline: Some(Some(day.to_owned())), ..draft() };
        assert!(GigTerms::new(&until("2026-02-02"), now()).is_ok());
        for wrong in ["2026-02-01", "2026-02-30", "02/03/2026", "tomorrow", "+12026-01-01", "2026-2-3x"] {
            assert!(GigTerms::new(&until(wrong), now()).is_err(), "{wrong}");
        }
        assert_eq!(GigTerms::new(&until(" "), now()).unwrap().deadline, None);
        let gig = present(&until("2026-02-03"), now());
        let later = now() + chrono::TimeDelta::days(30);
        assert!(GigChange::new(&until("2026-02-03"), &gig, later).is_ok(), "it stays");
        assert!(GigChange::new(&until("2026-02-04"), &gig, later).is_err(), "it moves, but to the past");
        assert_eq!(GigChange::new(&GigDraft::default(), &gig, later).unwrap().deadline, None);
        let cleared = GigDraft { deadline: Some(None), ..GigDraft::default() };
        assert_eq!(GigChange::new(&cleared, &gig, later).unwrap().deadline, Some(None));
    }

    #[test]
    fn a_change_changes_what_was_said_alone() {
        let gig = present(&GigDraft { budget_min: Some(Some(5)), ..draft() }, now());
        let title = GigDraft { title: Some("Port two".to_owned()), ..GigDraft::default() };
        let change = GigChange::new(&title, &gig, now()).unwrap();
        let changed = gig.clone().change(change);
        assert_eq!(changed, Gig { title: "Port two".to_owned(), ..gig.gig().clone() });
        let blank = GigDraft { title: Some(" ".to_owned()), ..GigDraft::default() };
        assert_eq!(GigChange::new(&blank, &gig, now()).unwrap_err().of_field("title"), [Invalid::BLANK]);
    }
}
