use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vibeslop_ports::content::{CommentView, ThreadView};

use super::AuthorBody;
use crate::ground::Time;

/// How deep replies nest on the wire. Those below stand beside each other at the deepest level, each with its own
/// `reply_to`: parsers of JSON give up somewhere beyond a hundred levels.
const DEEPEST: usize = 40;

/// A comment, with all that is below it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Comment)]
pub struct CommentBody {
    pub id: Uuid,
    /// Markdown.
    content: String,
    likes: i64,
    /// Whether the caller likes it; false for nobody in particular.
    #[serde(rename = "isLiked")]
    is_liked: bool,
    created_at: Time,
    /// When the text was changed last.
    #[schema(required)]
    edited_at: Option<Time>,
    author: AuthorBody,
    /// The replies to it, oldest first, with the replies to those.
    #[schema(no_recursion)]
    replies: Vec<CommentBody>,
    /// How many `replies` there are.
    reply_count: usize,
    /// The same as `reply_count`.
    #[serde(rename = "replyCount")]
    reply_count_again: usize,
    /// The comment that it answers; only on replies.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reply_to: Option<Uuid>,
    /// The same as `reply_to`.
    #[serde(rename = "replyTo", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reply_to_again: Option<Uuid>,
}

/// Where a comment stands on the wire: how deep, and in whose replies.
#[derive(Clone, Copy)]
struct Place {
    depth: usize,
    holder: Uuid,
}

impl CommentBody {
    pub fn new(thread: ThreadView, base: &str) -> Self {
        let ThreadView { comment, answers } = thread;
        let top = comment.id.0;
        let mut places = HashMap::from([(top, Place { depth: 0, holder: top })]);
        for answer in &answers {
            // One that answers nothing of the thread belongs to its top.
            let parent = answer.parent.map_or(top, |parent| parent.0);
            let above = places.get(&parent).copied().unwrap_or(Place { depth: 0, holder: top });
            let place = if above.depth < DEEPEST {
                Place { depth: above.depth + 1, holder: if places.contains_key(&parent) { parent } else { top } }
            } else {
                above
            };
            places.insert(answer.id.0, place);
        }
        let mut replies: HashMap<Uuid, Vec<Self>> = HashMap::new();
        // From behind: each stands behind what it answers, and so its own replies are complete by then.
        for answer in answers.into_iter().rev() {
            let holder = places.get(&answer.id.0).map_or(top, |place| place.holder);
            let below = replies.remove(&answer.id.0).unwrap_or_default();
            replies.entry(holder).or_default().push(Self::with(answer, below, base));
        }
        let below = replies.remove(&top).unwrap_or_default();
        Self::with(comment, below, base)
    }

    fn with(comment: CommentView, mut replies: Vec<Self>, base: &str) -> Self {
        replies.sort_by_key(|reply| (reply.created_at.0, reply.id));
        let reply_to = comment.parent.map(|parent| parent.0);
        Self {
            id: comment.id.0,
            content: comment.content,
            likes: comment.likes,
            is_liked: comment.liked,
            created_at: comment.created_at.into(),
            edited_at: comment.edited_at.map(Into::into),
            author: AuthorBody::new(comment.author, base),
            reply_count: replies.len(),
            reply_count_again: replies.len(),
            replies,
            reply_to,
            reply_to_again: reply_to,
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};
    use serde_json::Value;
    use vibeslop_domain::ids::{CommentId, UserId};
    use vibeslop_ports::content::AuthorView;

    use super::*;

    fn comment(number: u128, parent: Option<u128>) -> CommentView {
        let start: DateTime<Utc> = "2026-01-20T10:00:00.5Z".parse().unwrap();
        CommentView {
            id: CommentId(Uuid::from_u128(number)),
            parent: parent.map(|parent| CommentId(Uuid::from_u128(parent))),
            content: format!("Comment {number}"),
            likes: 1,
            liked: number == 2,
            created_at: start + TimeDelta::minutes(i64::try_from(number).unwrap()),
            edited_at: (number == 3).then_some(start + TimeDelta::hours(1)),
            author: AuthorView {
                id: UserId(Uuid::from_u128(100)),
                username: "ada".to_owned(),
                display_name: "Ada Lovelace".to_owned(),
                avatar_url: None,
                is_verified: true,
            },
        }
    }

    fn shape(comment: CommentView, answers: Vec<CommentView>) -> CommentBody {
        CommentBody::new(ThreadView { comment, answers }, "http://localhost:4001")
    }

    #[test]
    fn replies_nest_and_only_replies_say_what_they_answer() {
        let answers = vec![comment(2, Some(1)), comment(3, Some(1)), comment(4, Some(2))];
        insta::assert_json_snapshot!(shape(comment(1, None), answers));
    }

    #[test]
    fn a_thread_of_any_depth_can_be_read_and_loses_nothing() {
        let chain: Vec<_> = (2..=2_000).map(|number| comment(number, Some(number - 1))).collect();
        let json = serde_json::to_string(&shape(comment(1, None), chain)).unwrap();
        let read: Value = serde_json::from_str(&json).unwrap();
        let (mut depth, mut level) = (0, &read);
        while level["replies"].as_array().unwrap().len() == 1 {
            (depth, level) = (depth + 1, &level["replies"][0]);
        }
        assert_eq!(depth, DEEPEST - 1);
        let deepest = level["replies"].as_array().unwrap();
        assert_eq!((deepest.len() + DEEPEST, &level["replyCount"]), (2_000, &deepest.len().into()));
        for pair in deepest.windows(2) {
            assert_eq!(pair[1]["reply_to"], pair[0]["id"], "in order, each with what it answers");
        }
    }
}
