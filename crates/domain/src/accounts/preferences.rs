use std::collections::HashSet;

use uuid::Uuid;

use crate::{
    Invalid, Violations,
    ids::{StackId, ToolId},
};

/// The most tools, and the most stacks, that a person prefers.
pub const MAX_PREFERENCES: usize = 50;

/// What a person prefers, as they sent it. `None` was not sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PreferencesDraft {
    /// Tools of the catalog.
    pub ai_tool_ids: Option<Vec<String>>,
    /// Stacks of the catalog.
    pub tech_stack_ids: Option<Vec<String>>,
}

/// What a person prefers from now on. `None` stays as it is; whatever the catalog does not hold counts for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PreferencesChange {
    /// Tools, each once.
    pub tools: Option<Vec<ToolId>>,
    /// Stacks, each once.
    pub stacks: Option<Vec<StackId>>,
}

/// Why preferences are refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PreferencesRefused {
    /// Something in this list is no identifier: no client of ours sends such a thing.
    #[error("{0} must be a list of identifiers")]
    NoIdentifier(&'static str),
    /// A person can mend it.
    #[error(transparent)]
    Invalid(#[from] Violations),
}

impl PreferencesChange {
    /// Judges both lists.
    pub fn new(draft: &PreferencesDraft) -> Result<Self, PreferencesRefused> {
        let tools = ids("ai_tool_ids", draft.ai_tool_ids.as_deref())?;
        let stacks = ids("tech_stack_ids", draft.tech_stack_ids.as_deref())?;
        let mut wrong = Violations::default();
        for (field, list) in [("ai_tool_ids", &tools), ("tech_stack_ids", &stacks)] {
            if list.as_ref().is_some_and(|list| list.len() > MAX_PREFERENCES) {
                wrong.add(field, Invalid::too_many(MAX_PREFERENCES));
            }
        }
        Ok(wrong.into_result(Self { tools: tools.map(typed), stacks: stacks.map(typed) })?)
    }
}

/// Each identifier once, as first named.
fn ids(field: &'static str, texts: Option<&[String]>) -> Result<Option<Vec<Uuid>>, PreferencesRefused> {
    let Some(texts) = texts else { return Ok(None) };
    let mut seen = HashSet::new();
    let mut ids = Vec::new();
    for text in texts {
        let id = Uuid::try_parse(text).map_err(|_| PreferencesRefused::NoIdentifier(field))?;
        if seen.insert(id) {
            ids.push(id);
        }
    }
    Ok(Some(ids))
}

fn typed<T: From<Uuid>>(ids: Vec<Uuid>) -> Vec<T> {
    ids.into_iter().map(T::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(range: std::ops::Range<u128>) -> Vec<String> {
        range.map(|n| Uuid::from_u128(n).to_string()).collect()
    }

    #[test]
    fn a_list_that_was_not_sent_is_left_alone() {
        let draft = PreferencesDraft { ai_tool_ids: Some(vec![]), tech_stack_ids: None };
        let change = PreferencesChange::new(&draft).unwrap();
        assert_eq!(change, PreferencesChange { tools: Some(vec![]), stacks: None });
    }

    #[test]
    fn fifty_of_each_are_enough_and_repeats_count_once() {
        let doubled = [numbers(0..50), numbers(0..50)].concat();
        let draft = PreferencesDraft { ai_tool_ids: Some(doubled), tech_stack_ids: Some(numbers(0..50)) };
        assert_eq!(PreferencesChange::new(&draft).unwrap().tools.unwrap().len(), 50);
        let draft = PreferencesDraft { ai_tool_ids: Some(numbers(0..51)), tech_stack_ids: Some(numbers(0..51)) };
        let Err(PreferencesRefused::Invalid(wrong)) = PreferencesChange::new(&draft) else { panic!("51 were taken") };
        assert_eq!(wrong.fields().count(), 2);
    }

    #[test]
    fn what_is_no_identifier_names_nothing() {
        let draft = PreferencesDraft { ai_tool_ids: None, tech_stack_ids: Some(vec!["rust".to_owned()]) };
        assert_eq!(PreferencesChange::new(&draft), Err(PreferencesRefused::NoIdentifier("tech_stack_ids")));
    }
}
