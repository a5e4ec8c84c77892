use actix_web::{
    Error, HttpMessage,
    body::BoxBody,
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
    web,
};
use vibeslop_application::limits::Admission;
use vibeslop_domain::limits::{Action, Standing};

use super::{
    admitted::{Passed, refusal},
    headers,
};
use crate::{Api, ground::signed_in};

/// What a request took from its person's limits.
#[derive(Debug)]
struct Taken(Admission);

/// Around a route that counts as an action: lets a person do it only so often.
pub async fn counted(
    req: ServiceRequest,
    next: Next<BoxBody>,
    action: Action,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let Some(api) = req.app_data::<web::Data<Api>>().cloned() else { return next.call(req).await };
    // Nobody signed in, or somebody who may not do anything: the route says so itself.
    let Ok(viewer) = signed_in(req.request()).await else { return next.call(req).await };
    match api.services.limits.admit(viewer.id(), action).await {
        Ok(admission) => {
            req.extensions_mut().insert(Taken(admission));
            next.call(req).await
        }
        Err(refused) => Ok(refusal(&req, refused.into())),
    }
}

/// Around all layers of such a route: what came to nothing, for whatever reason, does not count. If the caller goes away
/// before there is an answer, it does: it may have been done by then.
pub async fn settled(req: ServiceRequest, next: Next<BoxBody>) -> Result<ServiceResponse<BoxBody>, Error> {
    let mut response = next.call(req).await?;
    let taken = response.request().extensions_mut().remove::<Taken>();
    let api = response.request().app_data::<web::Data<Api>>().cloned();
    if let (Some(Taken(admission)), Some(api)) = (taken, api) {
        let mut standings: Vec<Standing> = if response.status().is_success() {
            admission.standings
        } else {
            api.services.limits.give_back(admission).await
        };
        if let Some(Passed(passed)) = response.request().extensions().get::<Passed>() {
            standings.extend(passed);
        }
        headers::tell(response.headers_mut(), &standings);
    }
    Ok(response)
}
