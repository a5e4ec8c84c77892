//! Every route has a limit, or there is a reason why it has none. A route that is added is noticed here: whoever adds it
//! has to say which limit keeps it from being abused.

use std::collections::BTreeSet;

use super::{action, is_free, is_signing_in};
use crate::{accounts, mail, operation, routes::Routes, table};

/// Routes without any limit, and why.
const FREE: &[(&str, &str)] = &[
    ("GET /api/media/{file}", "a page of a feed is many pictures; they are kept by browsers, and read from a file"),
    ("GET /health/live", "a probe that is refused ends a node that is well"),
    ("GET /health/ready", "a probe that is refused takes a node out that is well"),
];

/// Steps of signing in, which are limited by address besides, whoever asks.
const SIGN_IN: &[&str] = &["GET /api/auth/{provider}", "GET /api/auth/{provider}/callback", "POST /api/auth/token"];

/// Writes that are limited as all requests are (by address, or by person), and why that is enough.
const AS_REQUESTS: &[(&str, &str)] = &[
    ("DELETE /api/admin/ai-tools/{id}", ADMINISTRATORS),
    ("DELETE /api/admin/reports/{id}/content", ADMINISTRATORS),
    ("DELETE /api/admin/tech-stacks/{id}", ADMINISTRATORS),
    ("DELETE /api/admin/users/{id}", ADMINISTRATORS),
    ("DELETE /api/comments/{id}", TAKES_AWAY),
    ("DELETE /api/gigs/{id}/bids/{bid_id}", TAKES_AWAY),
    ("DELETE /api/me", "ends an account, which is there once"),
    ("DELETE /api/posts/{id}", TAKES_AWAY),
    ("DELETE /api/projects/{id}", TAKES_AWAY),
    ("DELETE /api/users/{username}/block", TAKES_AWAY),
    ("DELETE /api/users/{username}/follow", TAKES_AWAY),
    ("DELETE /api/users/{username}/mute", TAKES_AWAY),
    ("POST /api/admin/ai-tools", ADMINISTRATORS),
    ("POST /api/admin/ai-tools/sync-openrouter", ADMINISTRATORS),
    ("POST /api/admin/jobs/{id}/cancel", ADMINISTRATORS),
    ("POST /api/admin/jobs/{id}/retry", ADMINISTRATORS),
    ("POST /api/admin/tech-stacks", ADMINISTRATORS),
    ("POST /api/admin/users/{id}/restore", ADMINISTRATORS),
    ("POST /api/admin/users/{id}/suspend", ADMINISTRATORS),
    ("POST /api/admin/users/{id}/toggle-verified", ADMINISTRATORS),
    ("POST /api/auth/logout", "ends a token"),
    ("POST /api/auth/token", "limited as signing in"),
    ("POST /api/conversations/{id}/read", OWN),
    ("POST /api/email/unsubscribe", "takes a sealed link, and ends a kind of mail"),
    ("POST /api/gigs", GIGS),
    ("POST /api/gigs/{id}/bids", "one live bid a person and gig"),
    ("POST /api/gigs/{id}/cancel", ONCE),
    ("POST /api/gigs/{id}/complete", ONCE),
    ("POST /api/gigs/{id}/hire", ONCE),
    ("POST /api/gigs/{id}/reviews", "one a person and gig"),
    ("POST /api/impressions", "counted once a day, person and thing"),
    ("POST /api/notifications/read-all", OWN),
    ("POST /api/notifications/{id}/read", OWN),
    ("POST /api/projects", "its pictures and repository are checked; an address is taken once"),
    ("POST /api/stream/ticket", "is worth one stream, of which a person has a few at a time"),
    ("POST /api/users/{username}/follow", "sets a tie, and tells once as long as that is unread"),
    ("PUT /api/admin/reports/{id}", ADMINISTRATORS),
    ("PUT /api/comments/{id}", EDITS),
    ("PUT /api/gigs/{id}", EDITS),
    ("PUT /api/gigs/{id}/bids/{bid_id}", EDITS),
    ("PUT /api/me", OWN),
    ("PUT /api/me/email-preferences", OWN),
    ("PUT /api/me/onboard", OWN),
    ("PUT /api/me/preferences", OWN),
    ("PUT /api/posts/{id}", EDITS),
    ("PUT /api/projects/{id}", EDITS),
    ("PUT /api/users/{username}/block", "is seen by nobody else"),
    ("PUT /api/users/{username}/mute", "is seen by nobody else"),
    ("POST /dev/mailbox/clear", "is there only where mail stays on this machine"),
];

const ADMINISTRATORS: &str = "administrators alone, and each is in the audit";
const TAKES_AWAY: &str = "takes away what is there once";
const OWN: &str = "changes one's own, which nobody is told of";
const EDITS: &str = "changes one thing that is there, and tells nobody twice";
const ONCE: &str = "a gig goes that step once";
const GIGS: &str = "nobody is told of a gig";

/// All routes that there can be.
fn all() -> Vec<(String, String, actix_web::http::Method)> {
    let mut routes: Routes = table();
    accounts::sandbox_routes(&mut routes);
    mail::mailbox_routes(&mut routes);
    operation::dashboard_routes(&mut routes);
    routes.all().map(|(path, method)| (format!("{method} {path}"), path.to_owned(), method.clone())).collect()
}

fn named<'a>(list: &'a [(&'a str, &'a str)]) -> BTreeSet<&'a str> {
    assert!(list.iter().all(|(_, reason)| !reason.is_empty()));
    list.iter().map(|(route, _)| *route).collect()
}

#[test]
fn every_route_is_limited_or_has_a_reason_not_to_be() {
    let all = all();
    let free: BTreeSet<&str> =
        all.iter().filter(|(_, path, _)| is_free(path)).map(|(route, ..)| route.as_str()).collect();
    assert_eq!(free, named(FREE), "left: free of limits, right: for a reason");
}

#[test]
fn every_step_of_signing_in_is_limited_as_such() {
    let all = all();
    let steps: BTreeSet<&str> =
        all.iter().filter(|(_, path, _)| is_signing_in(path)).map(|(route, ..)| route.as_str()).collect();
    assert_eq!(steps, SIGN_IN.iter().copied().collect());
}

#[test]
fn every_write_counts_as_an_action_or_there_is_a_reason_why_the_limit_on_requests_will_do() {
    let all = all();
    let uncounted: BTreeSet<&str> = all
        .iter()
        .filter(|(_, path, method)| *method != "GET" && !is_free(path) && action(method, path).is_none())
        .map(|(route, ..)| route.as_str())
        .collect();
    let explained = named(AS_REQUESTS);
    let unexplained: Vec<&&str> = uncounted.difference(&explained).collect();
    assert!(unexplained.is_empty(), "give these a limit, or say why they need none: {unexplained:?}");
}
