//! What is true of many routes is said here once, and not at each of them.

use utoipa::openapi::{
    Content, Object, Ref, RefOr, Required, Response, ResponseBuilder, Type,
    path::{Operation, ParameterBuilder, ParameterIn},
};

use crate::{ground::Speaks, limits::is_free};

/// Routes that need no database to answer, or tell of failures in another way.
const BY_THEMSELVES: [&str; 3] = ["/api/auth/{provider}/callback", "/api/openapi.json", "/health/live"];

/// Adds the errors that follow from what a route is: it takes a body, it wants somebody signed in, its path names
/// something. What the route says of itself stays.
pub fn complete(path: &str, operation: &mut Operation, speaks: Speaks) {
    let mut errors: Vec<(&str, &str)> = Vec::new();
    if speaks == Speaks::Json {
        errors.push(("406", "The caller takes no JSON."));
    }
    if operation.request_body.is_some() {
        errors.extend([
            ("400", "The body is not JSON, or lacks what it cannot do without."),
            ("413", "The body is too large."),
            ("415", "The body is not JSON by its content type."),
            ("422", "Fields are wrong (`errors` names them), or a rule forbids it."),
        ]);
    }
    if needs_token(operation) {
        errors.push(("401", "There is no valid token."));
        errors.push(("403", "The account is suspended."));
    }
    if names_a_thing(operation) {
        errors.push(("404", "There is no such thing, or none that the caller may see."));
    }
    if !is_free(path) {
        let meaning = "Too much was asked: `violated-policies` names the limits, `Retry-After` says when to come back.";
        errors.push(("429", meaning));
    }
    if !BY_THEMSELVES.contains(&path) {
        errors.push(("500", "Something failed on our side."));
        errors.push(("503", "The database is away for the moment; `Retry-After` says when to come back."));
    }
    for (status, meaning) in errors {
        operation.responses.responses.entry(status.to_owned()).or_insert_with(|| RefOr::T(error(meaning)));
    }
    for response in
        operation.responses.responses.iter_mut().filter_map(|(status, response)| is_error(status).then_some(response))
    {
        if let RefOr::T(response) = response
            && response.content.is_empty()
        {
            *response = error(&response.description);
        }
    }
}

/// What a write takes besides, where its answer is no stream: a key, and a condition where it changes a single thing.
pub fn write(operation: &mut Operation, takes_key: bool, takes_condition: bool) {
    if takes_key {
        header(
            operation,
            "Idempotency-Key",
            "1 to 255 visible ASCII characters: the same request with the same key is done once, and for 24 hours its first answer is given again, with `Idempotent-Replayed: true`.",
        );
        status(operation, "400", "The key or the request makes no sense.");
        status(operation, "409", "`idempotency_key_in_use`: the request with this key is still running.");
        status(operation, "422", "`idempotency_key_reused`: the key stands for another request.");
    }
    if takes_condition {
        header(operation, "If-Match", "The `ETag` of what was read: nothing is done if it has changed since.");
        status(operation, "412", "`precondition_failed`: it has changed since.");
    }
}

/// What a read takes besides, where its answer has a tag.
pub fn tagged_read(operation: &mut Operation) {
    header(operation, "If-None-Match", "The `ETag` of an earlier answer.");
    let unchanged = ResponseBuilder::new().description("It is the one named in `If-None-Match`.").build();
    operation.responses.responses.entry("304".to_owned()).or_insert_with(|| RefOr::T(unchanged));
}

fn header(operation: &mut Operation, name: &str, meaning: &str) {
    let parameter = ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(meaning))
        .schema(Some(Object::with_type(Type::String)))
        .build();
    operation.parameters.get_or_insert_default().push(RefOr::T(parameter));
}

fn status(operation: &mut Operation, status: &str, meaning: &str) {
    operation.responses.responses.entry(status.to_owned()).or_insert_with(|| RefOr::T(error(meaning)));
}

fn error(meaning: &str) -> Response {
    let problem = Content::new(Some(Ref::from_schema_name("Problem")));
    ResponseBuilder::new().description(meaning).content("application/problem+json", problem).build()
}

fn is_error(status: &str) -> bool {
    status.starts_with('4') || status.starts_with('5')
}

/// A token is needed where the only way in is one; where it may be left out, an empty way in stands beside it.
pub fn needs_token(operation: &Operation) -> bool {
    let ways = operation.security.as_deref().unwrap_or_default();
    let is_open =
        |way| serde_json::to_value(way).is_ok_and(|way| way.as_object().is_none_or(serde_json::Map::is_empty));
    !ways.is_empty() && !ways.iter().any(is_open)
}

fn names_a_thing(operation: &Operation) -> bool {
    operation.parameters.iter().flatten().any(|parameter| match parameter {
        RefOr::T(parameter) => parameter.parameter_in == ParameterIn::Path && parameter.name != "provider",
        RefOr::Ref(_) => false,
    })
}
