//! Pages as they are sent, so that those can be kept that everybody sees alike who is not signed in.

use std::{future::Future, sync::Arc};

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderName, HeaderValue},
    web::Bytes,
};
use serde::Serialize;
use vibeslop_application::feed::Feed;
use vibeslop_ports::feed::SentPage;

use crate::ground::ApiError;

/// Whoever asks in more words than this is answered anew each time.
const LONGEST: usize = 200;

/// A first page of what is ranked, for somebody who is not signed in: as it is kept, or as `make` makes it.
pub async fn page<F>(feed: &Feed, req: &HttpRequest, make: impl Fn() -> F) -> Result<HttpResponse, ApiError>
where
    F: Future<Output = Result<SentPage, ApiError>> + Send,
{
    let asked = req.uri().path_and_query().map_or("", |asked| asked.as_str());
    if asked.len() <= LONGEST {
        let made = make();
        let made = Box::pin(async move { made.await.ok() });
        if let Some(page) = feed.front_page(asked.to_owned(), made).await? {
            return answer_kept(page);
        }
    }
    // It is told from here why there is none.
    answer(make().await?)
}

/// A page with its body in JSON.
pub fn sent(body: &impl Serialize, link: Option<(HeaderName, HeaderValue)>) -> Result<SentPage, ApiError> {
    let link = link.and_then(|(_, value)| Some(value.to_str().ok()?.to_owned()));
    Ok(SentPage { body: serde_json::to_vec(body).map_err(ApiError::internal)?, link })
}

/// 200 with a page.
pub fn answer(page: SentPage) -> Result<HttpResponse, ApiError> {
    with_body(page.link.as_deref(), page.body.into())
}

/// 200 with a page that others are sent as well.
fn answer_kept(page: Arc<SentPage>) -> Result<HttpResponse, ApiError> {
    with_body(page.link.clone().as_deref(), Bytes::from_owner(Kept(page)))
}

struct Kept(Arc<SentPage>);

impl AsRef<[u8]> for Kept {
    fn as_ref(&self) -> &[u8] {
        &self.0.body
    }
}

fn with_body(link: Option<&str>, body: Bytes) -> Result<HttpResponse, ApiError> {
    let mut response = HttpResponse::Ok();
    if let Some(link) = link {
        response.insert_header((header::LINK, HeaderValue::from_str(link).map_err(ApiError::internal)?));
    }
    Ok(response.content_type(header::ContentType::json()).body(body))
}
