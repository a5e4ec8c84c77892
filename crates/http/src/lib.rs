//! The HTTP API: routes, wire shapes, OpenAPI, web pages.
//!
//! A library over the application's services: [`app`] makes the actix-web application out of an [`Api`], the same
//! for the program and for tests. Handlers parse, call and shape; rules live below.

mod accounts;
mod admin;
mod ai;
mod api;
mod catalog;
mod content;
mod docs;
mod engagement;
mod feed;
mod gigs;
mod github;
mod ground;
mod limits;
mod mail;
mod messaging;
mod notifications;
mod operation;
mod routes;
mod search;
mod shapes;
mod social;
mod stream;

use actix_web::{
    App, Error,
    body::MessageBody,
    dev::{ServiceFactory, ServiceRequest, ServiceResponse},
    middleware::{Compress, from_fn},
    web,
};

pub use api::{Api, Settings};
pub use docs::openapi;
pub use feed::feed_json;
pub use ground::{CallersTraces, describe_metrics};
pub use limits::Network;
pub use operation::{Departure, Metrics};
use routes::Routes;
pub use stream::cut_when_stalled;

/// The application: all routes, and the layers around them. To be made once a worker.
pub fn app(
    api: &Api,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody + use<>>,
        Error = Error,
        InitError = (),
    > + use<>,
> {
    App::new()
        .configure(configure(api))
        .wrap(from_fn(limits::admitted))
        .wrap(from_fn(ground::dress))
        .wrap(Compress::default())
        .wrap(ground::cors(&api.settings))
        .wrap(from_fn(ground::observe))
}

/// The routes alone, to be mounted in an application of one's own. Without the layers of [`app`] errors lack the
/// request's identifier, and nothing is logged, compressed or allowed across origins,
/// and whoever floods it is not turned away.
pub fn configure(api: &Api) -> impl Fn(&mut web::ServiceConfig) + use<> {
    let data = web::Data::new(api.clone());
    let with_sandbox = api.sandbox.is_some();
    let with_mailbox = api.mailbox.is_some();
    move |config| {
        config.app_data(data.clone());
        let mut routes = table();
        if with_sandbox {
            accounts::sandbox_routes(&mut routes);
        }
        if with_mailbox {
            mail::mailbox_routes(&mut routes);
        }
        routes.mount(config);
    }
}

/// All routes but those of sandboxes.
fn table() -> Routes {
    let mut routes = Routes::default();
    accounts::routes(&mut routes);
    admin::routes(&mut routes);
    ai::routes(&mut routes);
    catalog::routes(&mut routes);
    content::routes(&mut routes);
    docs::routes(&mut routes);
    engagement::routes(&mut routes);
    feed::routes(&mut routes);
    gigs::routes(&mut routes);
    github::routes(&mut routes);
    messaging::routes(&mut routes);
    notifications::routes(&mut routes);
    mail::routes(&mut routes);
    operation::routes(&mut routes);
    search::routes(&mut routes);
    social::routes(&mut routes);
    stream::routes(&mut routes);
    routes
}

/// The example of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
