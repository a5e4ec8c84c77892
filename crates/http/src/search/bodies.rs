use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vibeslop_application::search::Found;
use vibeslop_domain::text;
use vibeslop_ports::{
    content::{AuthorView, ProjectCardView},
    search::FoundGigView,
};

use crate::shapes::{PostBody, ProjectCardBody, UserSummaryBody, absolute};

/// How much of a gig's text a search shows.
const GIG_CHARACTERS: usize = 200;
/// How much of a project's text a search shows.
const PROJECT_CHARACTERS: usize = 300;

/// Some of everything.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SearchFound)]
pub struct TopBody {
    /// Up to 3.
    users: Vec<UserSummaryBody>,
    /// Up to 5.
    projects: Vec<FoundProjectBody>,
    /// Up to 12.
    posts: Vec<PostBody>,
    /// Up to 5.
    gigs: Vec<FoundGigBody>,
}

impl TopBody {
    pub fn new(found: Found, base: &str) -> Self {
        Self {
            users: found.people.into_iter().map(|person| UserSummaryBody::new(person, base)).collect(),
            projects: found.projects.into_iter().map(|project| FoundProjectBody::new(project, base)).collect(),
            posts: found.posts.into_iter().map(|post| PostBody::new(post, base)).collect(),
            gigs: found.gigs.into_iter().map(|gig| FoundGigBody::new(gig, base)).collect(),
        }
    }
}

/// A project that was found.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FoundProject)]
pub struct FoundProjectBody {
    #[serde(flatten)]
    card: ProjectCardBody,
    /// The same as `content`.
    description: String,
}

impl FoundProjectBody {
    pub fn new(project: ProjectCardView, base: &str) -> Self {
        let description = text::cut(&project.description, PROJECT_CHARACTERS);
        Self { card: ProjectCardBody::listed(project, base), description }
    }
}

/// Who offers a gig.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FoundGigAuthor)]
pub struct GigAuthorBody {
    id: Uuid,
    username: String,
    display_name: String,
    #[schema(required)]
    avatar_url: Option<String>,
    is_verified: bool,
}

impl GigAuthorBody {
    pub fn new(author: AuthorView, base: &str) -> Self {
        Self {
            id: author.id.0,
            username: author.username,
            display_name: author.display_name,
            avatar_url: absolute(author.avatar_url, base),
            is_verified: author.is_verified,
        }
    }
}

/// A gig that was found.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FoundGig)]
pub struct FoundGigBody {
    id: Uuid,
    title: String,
    /// Cut at 200 characters.
    description: String,
    /// In hundredths of the currency's unit.
    #[schema(required)]
    budget_min: Option<i64>,
    /// In hundredths of the currency's unit.
    #[schema(required)]
    budget_max: Option<i64>,
    /// By ISO 4217.
    #[schema(example = "USD")]
    currency: String,
    author: GigAuthorBody,
}

impl FoundGigBody {
    pub fn new(gig: FoundGigView, base: &str) -> Self {
        Self {
            id: gig.id.0,
            title: gig.title,
            description: text::cut(&gig.description, GIG_CHARACTERS),
            budget_min: gig.budget_min,
            budget_max: gig.budget_max,
            currency: gig.currency,
            author: GigAuthorBody::new(gig.author, base),
        }
    }
}
