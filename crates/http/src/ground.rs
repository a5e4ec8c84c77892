//! What every route stands on: the one shape of errors, who is signed in, how bodies and queries are read, and the
//! layers around the routes.
//!
//! From outside to inside: [`observe`] (request id, log line, headers), CORS, compression, [`dress`] (the shape of
//! errors), and around each route [`guarded`] (406, code that breaks off), around writes [`once`] (keys of requests that
//! are sent again), and around what has a tag [`tagging`] and [`unchanged`].

mod accept;
mod answer;
mod body;
mod callers_trace;
mod conditional;
mod cors;
mod dress;
mod error;
mod field;
mod guarded;
mod id;
mod link;
mod listing;
mod measure;
mod observe;
mod once;
mod params;
mod problem;
mod request_id;
mod thing;
mod time;
mod unread;
mod viewer;

pub use accept::prefers_html;
pub use answer::{Data, REVALIDATED, created, fingerprint, has_already, no_content, ok, tagged};
pub use body::{Body, RequestBody, WITH_IMAGES};
pub use callers_trace::CallersTraces;
pub use conditional::{is_tagged, tagging, unchanged};
pub use cors::cors;
pub use dress::{dress, note_failure};
pub use error::ApiError;
pub use field::{Field, Object};
pub use guarded::{Speaks, guarded};
pub use id::Id;
pub use link::pages;
pub use listing::{Page, PageQuery, next_link, next_page, page, page_of};
pub use measure::{OpenStream, describe as describe_metrics};
pub use observe::{note_sandbox, observe};
pub use once::{Retried, once};
pub use params::{FromQuery, Params, Query};
pub use problem::Problem;
pub use request_id::RequestId;
pub use thing::Thing;
pub use time::Time;
pub use unread::Unread;
pub use viewer::{MaybeViewer, SignedIn, Viewer, bearer, claims, signed_in};
