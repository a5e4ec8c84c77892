use actix_web::{FromRequest, HttpRequest, dev::Payload, web};
use futures_util::future::LocalBoxFuture;

use crate::{
    Api,
    ground::{ApiError, signed_in},
};

/// An administrator who is signed in. As an argument of a handler it lets nobody else in: 401, or 403. Use cases ask
/// again; this is asked first so that nobody else hears what is wrong with their request.
#[derive(Debug, Clone)]
pub struct Administrator(vibeslop_ports::accounts::Viewer);

impl Administrator {
    pub const fn account(&self) -> &vibeslop_ports::accounts::Viewer {
        &self.0
    }
}

impl FromRequest for Administrator {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move {
            let viewer = signed_in(&req).await?;
            let api = req.app_data::<web::Data<Api>>();
            let api = api.ok_or_else(|| ApiError::internal("the services are not mounted"))?;
            api.services.admin.admit(viewer.account())?;
            Ok(Self(viewer.account().clone()))
        })
    }
}
