use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use uuid::Uuid;
use vibeslop_domain::ids::{
    BidId, CommentId, ConversationId, GigId, JobId, NotificationId, PostId, ProjectId, ReportId, StackId, ToolId,
    UserId,
};

use super::ApiError;

/// A kind of thing that a path names.
pub trait Named: From<Uuid> {
    /// What it is called.
    const WHAT: &'static str;
    /// The parameter that names it.
    const PARAMETER: &'static str = "id";
}

impl Named for CommentId {
    const WHAT: &'static str = "comment";
}

impl Named for ConversationId {
    const WHAT: &'static str = "conversation";
}

impl Named for NotificationId {
    const WHAT: &'static str = "notification";
}

impl Named for GigId {
    const WHAT: &'static str = "gig";
}

impl Named for BidId {
    const WHAT: &'static str = "bid";
    const PARAMETER: &'static str = "bid_id";
}

impl Named for PostId {
    const WHAT: &'static str = "post";
}

impl Named for ProjectId {
    const WHAT: &'static str = "project";
}

impl Named for JobId {
    const WHAT: &'static str = "job";
}

impl Named for ReportId {
    const WHAT: &'static str = "report";
}

impl Named for StackId {
    const WHAT: &'static str = "stack";
}

impl Named for ToolId {
    const WHAT: &'static str = "tool";
}

impl Named for UserId {
    const WHAT: &'static str = "user";
}

/// The `{id}` of a path, or what else its kind of thing is named by. What is no UUID is the name of nothing, so it is
/// answered like one that is not known.
#[derive(Debug)]
pub struct Id<T>(pub T);

impl<T: Named> FromRequest for Id<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let text = req.match_info().get(T::PARAMETER).unwrap_or_default();
        ready(parse(text).map(|id| Self(T::from(id))).ok_or(ApiError::not_found(T::WHAT)))
    }
}

/// Only the usual form, `8-4-4-4-12` digits, whatever their case.
fn parse(text: &str) -> Option<Uuid> {
    if text.len() == 36 { Uuid::try_parse(text).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_usual_form_is_an_identifier() {
        let id = "0190b1c2-7d3e-7000-8000-0000000000ab";
        assert_eq!(parse(id), parse(&id.to_uppercase()));
        assert!(parse(id).is_some());
        for text in
            ["", "1", "0190b1c27d3e7000800000000000000000ab", "{0190b1c2-7d3e-7000-8000-0000000000ab}", &"é".repeat(18)]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
