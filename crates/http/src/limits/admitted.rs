use std::net::IpAddr;

use actix_web::{
    Error, HttpMessage, HttpRequest,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
    web,
};
use vibeslop_application::{Error as E, limits::Caller};
use vibeslop_domain::limits::Standing;

use super::{address, headers, is_free, is_signing_in};
use crate::{
    Api,
    ground::{ApiError, claims},
};

/// How the caller stands with the limits on requests of any kind, for the layers within.
#[derive(Debug)]
pub struct Passed(pub Vec<Standing>);

/// Around all routes: turns away who asks too much. A request that a limit further in refuses has not been one here.
pub async fn admitted(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let api = req.app_data::<web::Data<Api>>().cloned().filter(|_| !is_free(req.path()));
    let Some(api) = api else { return Ok(next.call(req).await?.map_into_boxed_body()) };
    let limits = &api.services.limits;
    let passage = match limits.admit_request(caller(&req, &api)) {
        Ok(passage) => passage,
        Err(refused) => return Ok(refusal(&req, refused.into())),
    };
    req.extensions_mut().insert(Passed(passage.standings.clone()));
    let mut response = next.call(req).await?.map_into_boxed_body();
    let failure = response.response().error().and_then(|error| error.as_error::<ApiError>());
    if matches!(failure, Some(ApiError::Application(E::Limited { .. }))) {
        limits.undo_request(&passage);
    }
    headers::tell(response.headers_mut(), &passage.standings);
    Ok(response)
}

/// The answer to a request that a limit forbids.
pub fn refusal(req: &ServiceRequest, error: ApiError) -> ServiceResponse<BoxBody> {
    let violated = match &error {
        ApiError::Application(E::Limited { violated, .. }) => violated.clone(),
        _ => Vec::new(),
    };
    let mut response = ServiceResponse::from_err(error, req.request().clone());
    headers::tell(response.headers_mut(), &violated);
    response
}

/// From where a request comes, whatever stands in between.
pub fn client_of(req: &HttpRequest, api: &Api) -> IpAddr {
    address::client(req.peer_addr(), req.headers(), &api.trusted_proxies)
}

/// Whose request it is. The token is taken at its word, if it is one of ours and in force: whether it was revoked would
/// cost a statement, and matters to the answer, not to the count.
fn caller(req: &ServiceRequest, api: &Api) -> Caller {
    Caller {
        address: client_of(req.request(), api),
        user: claims(req.request(), api).map(|claims| claims.user),
        signing_in: is_signing_in(req.path()),
    }
}
