use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{ImageEntry, StoredImage, mention};
use crate::{
    Invalid, Violations,
    accounts::Username,
    ids::{PostId, ProjectId, UserId},
    text,
};

/// The most pictures of a post.
pub const MAX_POST_IMAGES: usize = 4;

/// The text of a post, Markdown, up to 5,000 characters. Empty where pictures or a quote speak for themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PostText(String);

impl PostText {
    /// The most characters.
    pub const MAX: usize = 5_000;

    /// Judges a text; blank is empty. The editor's mark-up around mentions is reduced to plain `@name`.
    pub fn new(text: &str) -> Result<Self, Invalid> {
        Ok(Self(text::optional(&mention::plain_mentions(text), Self::MAX)?.unwrap_or_default()))
    }

    /// The text as it is stored and shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whom it mentions.
    pub fn mentions(&self) -> Vec<Username> {
        mention::mentions(&self.0)
    }
}

/// The item that a post quotes, as the post's author named it. The name may be that of a repost, which stands for
/// what was reposted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quote {
    /// Named as a post.
    Post(Uuid),
    /// Named as a project.
    Project(Uuid),
}

/// A post as somebody sent it.
#[derive(Debug, Clone, Default)]
pub struct PostDraft {
    /// The text.
    pub content: Option<String>,
    /// Pictures: data URLs or addresses of ours.
    pub media: Vec<String>,
    /// The post that is quoted.
    pub quoted_post_id: Option<String>,
    /// The project that is quoted.
    pub quoted_project_id: Option<String>,
    /// The author's own project that the post is about.
    pub linked_project_id: Option<String>,
}

/// A post that follows the rules as far as they can be judged without looking anything up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostTerms {
    /// The text.
    pub text: PostText,
    /// The pictures, in order.
    pub media: Vec<ImageEntry>,
    /// What is quoted.
    pub quote: Option<Quote>,
    /// The project that the post is about.
    pub linked_project: Option<ProjectId>,
}

impl PostTerms {
    /// Judges every field. `base` is the address of this service.
    pub fn new(draft: &PostDraft, base: &str) -> Result<Self, Violations> {
        let mut wrong = Violations::default();
        let text = wrong.check("content", PostText::new(draft.content.as_deref().unwrap_or_default()));
        let media = wrong.check("media", ImageEntry::list(&draft.media, MAX_POST_IMAGES, base, &[]));
        let quoted_post = wrong.check("quoted_post_id", id(draft.quoted_post_id.as_deref())).flatten();
        let quoted_project = wrong.check("quoted_project_id", id(draft.quoted_project_id.as_deref())).flatten();
        let linked = wrong.check("linked_project_id", id(draft.linked_project_id.as_deref())).flatten();
        let quote = match (quoted_post, quoted_project) {
            (Some(_), Some(_)) => {
                wrong.add("quoted_project_id", Invalid::because("cannot be set together with quoted_post_id"));
                None
            }
            (Some(post), None) => Some(Quote::Post(post)),
            (None, project) => project.map(Quote::Project),
        };
        let (Some(text), Some(media)) = (text, media) else { return Err(wrong) };
        if text.as_str().is_empty() && media.is_empty() && quote.is_none() && wrong.is_empty() {
            wrong.add("content", Invalid::BLANK);
        }
        wrong.into_result(Self { text, media, quote, linked_project: linked.map(ProjectId) })
    }
}

fn id(text: Option<&str>) -> Result<Option<Uuid>, Invalid> {
    match text {
        None => Ok(None),
        Some(text) if text::is_blank(text) => Ok(None),
        Some(text) => Uuid::try_parse(text).map(Some).map_err(|_| Invalid::FORM),
    }
}

/// A post that is about to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPost {
    /// Its identifier.
    pub id: PostId,
    /// Who wrote it.
    pub author: UserId,
    /// The text.
    pub text: PostText,
    /// The pictures, in order.
    pub media: Vec<StoredImage>,
    /// What it quotes: the original, never a repost.
    pub quote: Option<super::ItemRef>,
    /// The author's project that it is about.
    pub linked_project: Option<ProjectId>,
    /// When it was written.
    pub created_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "http://localhost:4001";

    fn draft(content: &str) -> PostDraft {
        PostDraft { content: Some(content.to_owned()), ..PostDraft::default() }
    }

    #[test]
    fn a_post_says_or_shows_or_quotes_something() {
        assert_eq!(PostTerms::new(&draft(" "), BASE).unwrap_err().to_string(), "Content can't be blank");
        let quoting = PostDraft { quoted_post_id: Some(Uuid::nil().to_string()), ..draft("") };
        assert_eq!(PostTerms::new(&quoting, BASE).unwrap().quote, Some(Quote::Post(Uuid::nil())));
        let showing = PostDraft { media: vec!["data:image/png;base64,AAEC".to_owned()], ..draft("") };
        assert_eq!(PostTerms::new(&showing, BASE).unwrap().text.as_str(), "");
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let bad = PostDraft {
            content: Some("x".repeat(5_001)),
            media: vec!["nothing".to_owned()],
            quoted_post_id: Some("7".to_owned()),
            ..PostDraft::default()
        };
        let wrong = PostTerms::new(&bad, BASE).unwrap_err();
        assert_eq!(wrong.fields().map(|(field, _)| field).collect::<Vec<_>>(), ["content", "media", "quoted_post_id"]);
    }

    #[test]
    fn one_thing_is_quoted() {
        let both = PostDraft {
            quoted_post_id: Some(Uuid::nil().to_string()),
            quoted_project_id: Some(Uuid::max().to_string()),
            ..draft("x")
        };
        assert!(PostTerms::new(&both, BASE).is_err());
    }
}
