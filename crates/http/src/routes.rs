use std::collections::{BTreeMap, btree_map::Entry};

use actix_web::{
    FromRequest, Handler, HttpResponse, Resource, Responder, Route, Scope, guard,
    http::{Method, header},
    middleware::from_fn,
    web,
};
use utoipa::openapi::{
    RefOr,
    path::{HttpMethod, Operation, PathItem, Paths},
    schema::Schema,
};
use utoipa_actix_web::OpenApiFactory;

use crate::{
    docs::describe,
    ground::{ApiError, Retried, Speaks, Thing, guarded, is_tagged, once, tagging, unchanged},
    limits::{self, counted, settled},
};

/// The table of routes. Each is added once, with its description; the router and the OpenAPI document are both made
/// from it, so that neither can know a route that the other does not.
#[derive(Default)]
pub struct Routes {
    paths: BTreeMap<String, Vec<(Method, Route)>>,
    described: Paths,
    schemas: Vec<(String, RefOr<Schema>)>,
}

impl Routes {
    /// Adds a handler where its description says that it is.
    #[expect(clippy::needless_pass_by_value, reason = "a handler is a function's name: a reference to it is of no use")]
    pub fn add<D, H, Args>(&mut self, description: &D, handler: H) -> &mut Self
    where
        D: OpenApiFactory,
        H: Handler<Args>,
        Args: FromRequest + 'static,
        H::Output: Responder + 'static,
    {
        for (path, item) in description.paths().paths {
            for (method, mut operation) in operations(item) {
                let speaks = speaks(&operation);
                describe::complete(&path, &mut operation, speaks);
                let method_of_route = as_actix(&method);
                match method_of_route {
                    Method::GET | Method::HEAD if is_tagged(&path) => describe::tagged_read(&mut operation),
                    Method::GET | Method::HEAD => {}
                    _ => {
                        let takes_key = retried(&operation) != Retried::Never;
                        describe::write(&mut operation, takes_key, changes_a_thing(&method_of_route));
                    }
                }
                let route = Route::new().to(handler.clone());
                let route = match method_of_route {
                    Method::GET | Method::HEAD if is_tagged(&path) => tagged(route, &path),
                    Method::GET | Method::HEAD => route,
                    _ => written(route, &path, &method_of_route, &operation),
                };
                self.place(path.clone(), method_of_route, route, speaks);
                self.described.add_path_operation(&path, vec![method], operation);
            }
        }
        description.schemas(&mut self.schemas);
        self
    }

    /// Adds a page for people. The document does not speak of those.
    pub fn page<H, Args>(&mut self, path: &str, handler: H) -> &mut Self
    where
        H: Handler<Args>,
        Args: FromRequest + 'static,
        H::Output: Responder + 'static,
    {
        self.place(path.to_owned(), Method::GET, Route::new().to(handler), Speaks::Other);
        self
    }

    /// Adds what a form of such a page is sent to.
    pub fn form<H, Args>(&mut self, path: &str, handler: H) -> &mut Self
    where
        H: Handler<Args>,
        Args: FromRequest + 'static,
        H::Output: Responder + 'static,
    {
        self.place(path.to_owned(), Method::POST, Route::new().to(handler), Speaks::Other);
        self
    }

    fn place(&mut self, path: String, method: Method, route: Route, speaks: Speaks) {
        // What can be read can be asked about (RFC 9110, section 9.3.2).
        let route = if method == Method::GET {
            route.guard(guard::Any(guard::Get()).or(guard::Head()))
        } else {
            route.method(method.clone())
        };
        let is_counted = limits::action(&method, &path).is_some();
        let route = route.wrap(from_fn(move |req, next| guarded(req, next, speaks)));
        let route = if is_counted { route.wrap(from_fn(settled)) } else { route };
        match self.paths.entry(path) {
            Entry::Occupied(mut entry) => entry.get_mut().push((method, route)),
            Entry::Vacant(entry) => drop(entry.insert(vec![(method, route)])),
        }
    }

    /// Registers all routes. In the order of their paths a fixed segment stands before a parameter, and so it wins:
    /// `{` comes behind all letters.
    ///
    /// Routes of one area are registered as a scope. The router looks at one after the other, and each with a parameter
    /// costs a regular expression: so a request meets those of its own area alone.
    pub fn mount(self, config: &mut web::ServiceConfig) {
        let mut areas: BTreeMap<String, Vec<Resource>> = BTreeMap::new();
        for (path, routes) in self.paths {
            let allow = allowed(routes.iter().map(|(method, _)| method));
            let (area, rest) = in_area(&path);
            let resource = routes.into_iter().fold(Resource::new(rest), |resource, (_, route)| resource.route(route));
            let resource = resource.default_service(web::to(move |method: Method| {
                let allow = allow.clone();
                async move { unsupported(&method, allow) }
            }));
            areas.entry(area.to_owned()).or_default().push(resource);
        }
        for (area, resources) in areas {
            if area.is_empty() {
                for resource in resources {
                    config.service(resource);
                }
            } else {
                config.service(resources.into_iter().fold(web::scope(&area), Scope::service));
            }
        }
        config.default_service(web::to(async || -> Result<HttpResponse, ApiError> { Err(ApiError::UnknownRoute) }));
    }

    /// The descriptions of all routes, with the schemas that they name.
    pub fn into_descriptions(self) -> (Paths, Vec<(String, RefOr<Schema>)>) {
        (self.described, self.schemas)
    }
}

/// The area of a path, which is its first two segments if they are fixed, and the rest. `/api/posts` and `/{id}`.
fn in_area(path: &str) -> (&str, &str) {
    let end = path.match_indices('/').nth(2).map_or(path.len(), |(end, _)| end);
    let (area, rest) = path.split_at(end);
    let fixed = !area.contains('{') && !area.ends_with('/') && area.matches('/').count() == 2;
    if fixed { (area, rest) } else { ("", path) }
}

/// What can be asked about again gets a tag.
fn tagged(route: Route, path: &str) -> Route {
    let thing = Thing::at(path);
    route.wrap(from_fn(move |req, next| tagging(req, next, thing)))
}

/// What writes is done once a key, and a change of a single thing only if it has not changed meanwhile.
fn written(route: Route, path: &str, method: &Method, operation: &Operation) -> Route {
    let thing = Thing::at(path);
    let (retried, needs_token) = (retried(operation), describe::needs_token(operation));
    // Within what answers a retry, which counts as nothing.
    let route = match limits::action(method, path) {
        Some(action) => route.wrap(from_fn(move |req, next| counted(req, next, action))),
        None => route,
    };
    let route =
        if changes_a_thing(method) { route.wrap(from_fn(move |req, next| unchanged(req, next, thing))) } else { route };
    route.wrap(from_fn(move |req, next| once(req, next, retried, needs_token)))
}

fn changes_a_thing(method: &Method) -> bool {
    matches!(*method, Method::PUT | Method::DELETE)
}

fn retried(operation: &Operation) -> Retried {
    let streams = operation.responses.responses.values().any(|response| match response {
        RefOr::T(response) => response.content.contains_key("text/event-stream"),
        RefOr::Ref(_) => false,
    });
    let asks_others = operation.tags.iter().flatten().any(|tag| tag == "ai");
    match (streams, asks_others) {
        (true, _) => Retried::Never,
        (false, true) => Retried::Apart,
        (false, false) => Retried::Together,
    }
}

fn unsupported(method: &Method, allow: String) -> Result<HttpResponse, ApiError> {
    if method == Method::OPTIONS {
        Ok(HttpResponse::NoContent().insert_header((header::ALLOW, allow)).finish())
    } else {
        Err(ApiError::MethodNotAllowed { allow })
    }
}

fn allowed<'a>(methods: impl Iterator<Item = &'a Method>) -> String {
    let served: Vec<&Method> = methods.collect();
    let order = [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS];
    let answers = |method: &Method| match *method {
        Method::HEAD => served.contains(&&Method::GET),
        Method::OPTIONS => true,
        _ => served.contains(&method),
    };
    order.iter().filter(|method| answers(method)).map(Method::as_str).collect::<Vec<_>>().join(", ")
}

/// A route speaks JSON if that is all that its description answers with.
fn speaks(operation: &Operation) -> Speaks {
    let only_json = operation.responses.responses.iter().all(|(status, response)| match response {
        RefOr::T(response) => !is_redirect(status) && response.content.keys().all(|kind| kind.contains("json")),
        RefOr::Ref(_) => true,
    });
    if only_json { Speaks::Json } else { Speaks::Other }
}

fn is_redirect(status: &str) -> bool {
    status.starts_with('3') && status != "304"
}

fn operations(item: PathItem) -> Vec<(HttpMethod, Operation)> {
    let all = [
        (HttpMethod::Get, item.get),
        (HttpMethod::Post, item.post),
        (HttpMethod::Put, item.put),
        (HttpMethod::Patch, item.patch),
        (HttpMethod::Delete, item.delete),
    ];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation?))).collect()
}

const fn as_actix(method: &HttpMethod) -> Method {
    match method {
        HttpMethod::Get => Method::GET,
        HttpMethod::Post => Method::POST,
        HttpMethod::Put => Method::PUT,
        HttpMethod::Delete => Method::DELETE,
        HttpMethod::Patch => Method::PATCH,
        HttpMethod::Head => Method::HEAD,
        HttpMethod::Options => Method::OPTIONS,
        HttpMethod::Trace => Method::TRACE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_is_two_fixed_segments() {
        assert_eq!(in_area("/api/posts/{id}/history"), ("/api/posts", "/{id}/history"));
        assert_eq!(in_area("/api/posts"), ("/api/posts", ""));
        assert_eq!(in_area("/docs"), ("", "/docs"));
        assert_eq!(in_area("/docs/"), ("", "/docs/"));
        assert_eq!(in_area("/assets/{file}"), ("", "/assets/{file}"));
    }
}
