use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, http::header, web};
use futures_util::future::LocalBoxFuture;
use vibeslop_domain::ids::UserId;
use vibeslop_ports::tokens::Claims;

use super::ApiError;
use crate::Api;

/// Who is signed in. As an argument of a handler it lets nobody else in: 401, or 403 for somebody suspended.
#[derive(Debug, Clone)]
pub struct Viewer(vibeslop_ports::accounts::Viewer);

impl Viewer {
    pub const fn id(&self) -> UserId {
        self.0.id
    }

    pub const fn account(&self) -> &vibeslop_ports::accounts::Viewer {
        &self.0
    }
}

/// Who is signed in, if anybody. A token that is not valid counts as none, and so does that of somebody suspended.
#[derive(Debug, Clone)]
pub struct MaybeViewer(Option<Viewer>);

impl MaybeViewer {
    pub fn unless_suspended(viewer: Option<Viewer>) -> Self {
        Self(viewer.filter(|viewer| !viewer.0.suspended))
    }

    pub fn id(&self) -> Option<UserId> {
        self.0.as_ref().map(Viewer::id)
    }
}

/// Whose request it is, remembered for the log.
#[derive(Debug, Clone, Copy)]
pub struct SignedIn(pub UserId);

impl FromRequest for Viewer {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move { signed_in(&req).await })
    }
}

impl FromRequest for MaybeViewer {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move { Ok(Self::unless_suspended(authenticate(&req).await?)) })
    }
}

/// What the token of this request was found to be worth.
#[derive(Clone)]
struct Known(Option<Viewer>);

/// Who is signed in, where nobody else may go on.
pub async fn signed_in(req: &HttpRequest) -> Result<Viewer, ApiError> {
    let viewer = authenticate(req).await?.ok_or_else(ApiError::unauthorized)?;
    if viewer.0.suspended { Err(ApiError::suspended()) } else { Ok(viewer) }
}

/// Who shows this request's token. Asked once a request, whoever wants to know.
pub async fn authenticate(req: &HttpRequest) -> Result<Option<Viewer>, ApiError> {
    let known = req.extensions().get::<Known>().cloned();
    if let Some(Known(viewer)) = known {
        return Ok(viewer);
    }
    let viewer = identify(req).await?;
    req.extensions_mut().insert(Known(viewer.clone()));
    Ok(viewer)
}

async fn identify(req: &HttpRequest) -> Result<Option<Viewer>, ApiError> {
    let api = req.app_data::<web::Data<Api>>().ok_or_else(|| ApiError::internal("the services are not mounted"))?;
    let Some(claims) = claims(req, api) else { return Ok(None) };
    let viewer = api.services.accounts.viewer_of(&claims).await?.map(Viewer);
    if let Some(viewer) = &viewer {
        req.extensions_mut().insert(SignedIn(viewer.id()));
    }
    Ok(viewer)
}

/// What the token of this request says.
#[derive(Clone)]
struct Said(Option<Claims>);

/// What the token of this request says, if it is one of ours and in force. Read once a request; whether it was revoked is
/// not asked.
pub fn claims(req: &HttpRequest, api: &Api) -> Option<Claims> {
    let said = req.extensions().get::<Said>().cloned();
    if let Some(Said(claims)) = said {
        return claims;
    }
    let claims = bearer(req).and_then(|token| api.services.accounts.claims(token));
    req.extensions_mut().insert(Said(claims.clone()));
    claims
}

/// The token of the header `Authorization`. The word before it is taken in any case.
pub fn bearer(req: &HttpRequest) -> Option<&str> {
    let (scheme, token) = req.headers().get(header::AUTHORIZATION)?.to_str().ok()?.trim().split_once(' ')?;
    Some(token.trim()).filter(|token| scheme.eq_ignore_ascii_case("bearer") && !token.is_empty())
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn the_scheme_is_taken_in_any_case() {
        let with = |value: &str| {
            let req = TestRequest::default().insert_header((header::AUTHORIZATION, value)).to_http_request();
            bearer(&req).map(str::to_owned)
        };
        for header in ["Bearer abc", "bearer abc", "BEARER   abc "] {
            assert_eq!(with(header).as_deref(), Some("abc"), "{header}");
        }
        for header in ["Basic abc", "Bearer", "Bearer ", "abc", ""] {
            assert_eq!(with(header), None, "{header}");
        }
    }
}
