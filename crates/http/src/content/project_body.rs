use serde::Deserialize;
use utoipa::ToSchema;
use vibeslop_domain::{
    Violations,
    content::{LinksDraft, ProjectDraft, TimelineDraft},
};

use crate::ground::{Field, Object, RequestBody, WITH_IMAGES};

/// A project, new or changed.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = WriteProject)]
pub struct WriteProjectBody {
    #[schema(value_type = ProjectFieldsBody)]
    pub project: Object<ProjectFieldsBody>,
}

/// What somebody says of a project. A new one needs `title` and `description`; of a changed one, what is left out
/// stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ProjectFields)]
pub struct ProjectFieldsBody {
    /// 3 to 200 characters.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "Tiny Query Planner")]
    title: Field<String>,
    /// Markdown, 1 to 5,000 characters.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "A planner in 300 lines.")]
    description: Field<String>,
    /// Markdown; `null` or blank clears it. Cleared too where only `description` changes.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    long_description: Field<String>,
    /// `draft`, `published` (a new project, unless said otherwise) or `archived`.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "published")]
    status: Field<String>,
    /// Up to 10 pictures of up to 5 MB, in order: data URLs, or addresses that this service handed out.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>)]
    images: Field<Vec<String>>,
    /// Names of AI tools, up to 20. One that the catalog lacks is added to it.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, example = json!(["Claude"]))]
    tools: Field<Vec<String>>,
    /// Names of tech stacks, up to 20. One that the catalog lacks is added to it.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, example = json!(["Rust", "PostgreSQL"]))]
    stack: Field<Vec<String>>,
    /// The whole new value: a link that is left out is cleared.
    #[serde(default)]
    #[schema(value_type = Option<LinksBody>)]
    links: Field<Object<LinksBody>>,
    /// Phrases of 1 to 500 characters.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>)]
    highlights: Field<Vec<String>>,
    /// What happened when.
    #[serde(default)]
    #[schema(value_type = Option<Vec<TimelineEntryBody>>)]
    timeline: Field<Vec<Object<TimelineEntryBody>>>,
}

/// Where a project can be seen.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ProjectLinks)]
struct LinksBody {
    /// The running thing.
    #[schema(example = "https://planner.example")]
    live: Option<String>,
    /// Its source at GitHub.
    #[schema(example = "https://github.com/ada-l/planner")]
    github: Option<String>,
}

/// An entry of a timeline.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewTimelineEntry)]
struct TimelineEntryBody {
    /// When, in any words, up to 50 characters.
    #[schema(example = "Week 1, Jan 2026")]
    date: Option<String>,
    /// What happened, 1 to 200 characters.
    #[schema(required, nullable = false, example = "The idea")]
    title: Option<String>,
    /// More about it.
    description: Option<String>,
}

impl RequestBody for WriteProjectBody {
    const LIMIT: usize = WITH_IMAGES;
    const NEEDS: &'static str = "The key `project` with an object is required";
}

impl ProjectFieldsBody {
    pub fn into_draft(self) -> Result<ProjectDraft, Violations> {
        let mut wrong = Violations::default();
        let draft = ProjectDraft {
            title: self.title.take(&mut wrong, "title"),
            description: self.description.take(&mut wrong, "description"),
            long_description: self.long_description.clearable(&mut wrong, "long_description"),
            status: self.status.take(&mut wrong, "status"),
            images: self.images.take(&mut wrong, "images"),
            tools: self.tools.take(&mut wrong, "tools"),
            stack: self.stack.take(&mut wrong, "stack"),
            links: self.links.take(&mut wrong, "links").map(|Object(links)| links.into()),
            highlights: self.highlights.take(&mut wrong, "highlights"),
            timeline: self
                .timeline
                .take(&mut wrong, "timeline")
                .map(|entries| entries.into_iter().map(|Object(entry)| entry.into()).collect()),
        };
        wrong.into_result(draft)
    }
}

impl From<LinksBody> for LinksDraft {
    fn from(links: LinksBody) -> Self {
        Self { live: links.live, github: links.github }
    }
}

impl From<TimelineEntryBody> for TimelineDraft {
    fn from(entry: TimelineEntryBody) -> Self {
        Self { date: entry.date, title: entry.title, description: entry.description }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<ProjectDraft, Violations> {
        serde_json::from_str::<WriteProjectBody>(json).unwrap().project.0.into_draft()
    }

    #[test]
    fn every_wrong_type_is_named() {
        let wrong = read(
            r#"{"project": {"title": 1, "tools": "Claude", "links": [], "timeline": [{"title": 5}], "images": [null],
                "highlights": {}, "status": "draft"}}"#,
        )
        .unwrap_err();
        let fields: Vec<&str> = wrong.fields().map(|(field, _)| field).collect();
        assert_eq!(fields, ["highlights", "images", "links", "timeline", "title", "tools"]);
    }

    #[test]
    fn what_is_absent_stays_and_null_clears_only_what_can_be_cleared() {
        let draft = read(r#"{"project": {"long_description": null, "tools": null, "links": {}}}"#).unwrap();
        assert_eq!(draft.long_description, Some(None));
        assert_eq!(draft.tools, None);
        assert_eq!(draft.title, None);
        let links = draft.links.unwrap();
        assert_eq!((links.live, links.github), (None, None));
    }
}
