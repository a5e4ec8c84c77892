use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
    web,
};
use askama::Template;
use chrono::{DateTime, SecondsFormat, Utc};
use uuid::Uuid;
use vibeslop_ports::mail::{Correspondent, KeptMail, Mailbox};

use super::NOT_KEPT;
use crate::{
    Api,
    ground::ApiError,
    pages::{self, Frame, Place},
};

/// The page shows a mail in a frame of its own, which may do nothing, and runs no script at all.
const PAGE_POLICY: &str = "default-src 'none'; img-src data:; style-src 'self'; frame-src 'self'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'";
/// A mail brings its own styles, and asks nobody for pictures. A link opens in a tab of its own.
const MAIL_POLICY: &str = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; \
     style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

#[derive(Template)]
#[template(path = "mailbox.html")]
struct Page {
    frame: Frame,
    mails: Vec<Line>,
    open: Option<Open>,
    is_missing: bool,
}

/// A mail in the list.
struct Line {
    id: String,
    to: String,
    subject: String,
    time: String,
    shown_time: String,
    is_open: bool,
}

/// The mail that is looked at.
struct Open {
    id: String,
    from: String,
    to: String,
    subject: String,
    kind: &'static str,
    time: String,
    shown_time: String,
    view: &'static str,
    body: String,
}

#[derive(Clone, Copy)]
enum View {
    Html,
    Text,
    Source,
}

/// The newest mail, beside all others.
pub async fn list(api: web::Data<Api>) -> Result<HttpResponse, ApiError> {
    let mails = mailbox(&api)?.list().await.map_err(vibeslop_application::Error::from)?;
    match mails.first() {
        Some(newest) => Ok(HttpResponse::Found()
            .insert_header((header::LOCATION, format!("/dev/mailbox/{}", newest.mail.id.simple())))
            .insert_header(NOT_KEPT)
            .finish()),
        None => page(&api, StatusCode::OK, Vec::new(), None),
    }
}

pub async fn html(api: web::Data<Api>, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    show(&api, &id, View::Html).await
}

pub async fn text(api: web::Data<Api>, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    show(&api, &id, View::Text).await
}

pub async fn source(api: web::Data<Api>, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    show(&api, &id, View::Source).await
}

/// The HTML part alone, as the frame shows it.
pub async fn body(api: web::Data<Api>, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let Some(kept) = find(&*mailbox(&api)?, &id).await? else { return show(&api, &id, View::Html).await };
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header(NOT_KEPT)
        .insert_header((header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(MAIL_POLICY)))
        .insert_header((header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")))
        .body(kept.mail.html.clone()))
}

/// Throws all mails away, if the page itself asks for it: no other site may, through the browser of whoever develops.
pub async fn clear(api: web::Data<Api>, req: HttpRequest) -> Result<HttpResponse, ApiError> {
    let mailbox = mailbox(&api)?;
    let site = req.headers().get("sec-fetch-site").and_then(|value| value.to_str().ok());
    let origin = req.headers().get(header::ORIGIN).and_then(|value| value.to_str().ok());
    let host = req.connection_info().host().to_owned();
    let from_elsewhere = match (site, origin) {
        (Some(site), _) => !matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => origin.split_once("://").is_none_or(|(_, authority)| authority != host),
        (None, None) => false,
    };
    if from_elsewhere {
        return Err(vibeslop_application::Error::Forbidden {
            code: "forbidden",
            message: "Only the mailbox's own page may empty it".to_owned(),
        }
        .into());
    }
    mailbox.clear().await.map_err(vibeslop_application::Error::from)?;
    Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, "/dev/mailbox")).insert_header(NOT_KEPT).finish())
}

async fn show(api: &Api, id: &str, view: View) -> Result<HttpResponse, ApiError> {
    let mailbox = mailbox(api)?;
    let found = find(&*mailbox, id).await?;
    let mails = mailbox.list().await.map_err(vibeslop_application::Error::from)?;
    let is_open = |kept: &KeptMail| found.as_ref().is_some_and(|found| found.mail.id == kept.mail.id);
    let mails = mails.iter().map(|kept| Line::new(kept, is_open(kept))).collect();
    let status = if found.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    page(api, status, mails, found.map(|kept| Open::new(&kept, view)))
}

async fn find(mailbox: &dyn Mailbox, id: &str) -> Result<Option<Arc<KeptMail>>, ApiError> {
    let Ok(id) = Uuid::try_parse(id) else { return Ok(None) };
    Ok(mailbox.get(id).await.map_err(vibeslop_application::Error::from)?)
}

pub(super) fn mailbox(api: &Api) -> Result<Arc<dyn Mailbox>, ApiError> {
    api.mailbox.clone().ok_or(ApiError::UnknownRoute)
}

fn page(api: &Api, status: StatusCode, mails: Vec<Line>, open: Option<Open>) -> Result<HttpResponse, ApiError> {
    let is_missing = status == StatusCode::NOT_FOUND;
    pages::answer(status, PAGE_POLICY, &Page { frame: Frame::around(api, Place::Mailbox), mails, open, is_missing })
}

impl Line {
    fn new(kept: &KeptMail, is_open: bool) -> Self {
        Self {
            id: kept.mail.id.simple().to_string(),
            to: kept.mail.to.name.clone().unwrap_or_else(|| kept.mail.to.address.as_str().to_owned()),
            subject: kept.mail.subject.clone(),
            time: machine_time(kept.sent_at),
            shown_time: shown_time(kept.sent_at),
            is_open,
        }
    }
}

impl Open {
    fn new(kept: &KeptMail, view: View) -> Self {
        let (view, body) = match view {
            View::Html => ("html", String::new()),
            View::Text => ("text", kept.mail.text.clone()),
            View::Source => ("source", kept.source.clone()),
        };
        Self {
            id: kept.mail.id.simple().to_string(),
            from: written(&kept.from),
            to: written(&kept.mail.to),
            subject: kept.mail.subject.clone(),
            kind: kept.mail.kind.as_str(),
            time: machine_time(kept.sent_at),
            shown_time: shown_time(kept.sent_at),
            view,
            body,
        }
    }
}

/// `Name <address>`, for people to read.
pub(super) fn written(correspondent: &Correspondent) -> String {
    let address = correspondent.address.as_str();
    correspondent.name.as_ref().map_or_else(|| address.to_owned(), |name| format!("{name} <{address}>"))
}

pub(super) fn machine_time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn shown_time(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}
