use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use serde::Serialize;
use vibeslop_ports::mail::KeptMail;

use super::{
    NOT_KEPT,
    mailbox::{machine_time, mailbox, written},
};
use crate::{Api, ground::ApiError};

/// A mail for scripts, in the shape that those of the earlier mailbox had.
#[derive(Serialize)]
struct MailBody {
    id: String,
    kind: &'static str,
    subject: String,
    from: String,
    to: Vec<String>,
    cc: [String; 0],
    bcc: [String; 0],
    reply_to: Option<String>,
    sent_at: String,
    text_body: String,
    html_body: String,
    headers: BTreeMap<String, String>,
    provider_options: [String; 0],
    attachments: [String; 0],
}

#[derive(Serialize)]
struct MailboxBody {
    data: Vec<MailBody>,
}

/// All mails, newest first.
pub async fn json(api: web::Data<Api>) -> Result<HttpResponse, ApiError> {
    let mails = mailbox(&api)?.list().await.map_err(vibeslop_application::Error::from)?;
    let data = mails.iter().map(|kept| MailBody::new(kept)).collect();
    Ok(HttpResponse::Ok().insert_header(NOT_KEPT).json(MailboxBody { data }))
}

impl MailBody {
    fn new(kept: &KeptMail) -> Self {
        let mail = &kept.mail;
        Self {
            id: mail.id.simple().to_string(),
            kind: mail.kind.as_str(),
            subject: mail.subject.clone(),
            from: written(&kept.from),
            to: vec![written(&mail.to)],
            cc: [],
            bcc: [],
            reply_to: None,
            sent_at: machine_time(kept.sent_at),
            text_body: mail.text.clone(),
            html_body: mail.html.clone(),
            headers: headers(&kept.source),
            provider_options: [],
            attachments: [],
        }
    }
}

/// The headers of a mail's source, each on one line.
fn headers(source: &str) -> BTreeMap<String, String> {
    let mut headers = BTreeMap::new();
    let mut last = None;
    for line in source.lines().take_while(|line| !line.is_empty()) {
        if line.starts_with([' ', '\t']) {
            // A header that goes on (RFC 5322, section 2.2.3).
            if let Some(value) = last.as_ref().and_then(|name: &String| headers.get_mut(name)) {
                let value: &mut String = value;
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            headers.insert(name.to_owned(), value.trim().to_owned());
            last = Some(name.to_owned());
        }
    }
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read_up_to_the_body_and_folded_ones_in_whole() {
        let source = "From: A <a@b>\r\nSubject: one\r\n two\r\nMessage-ID: <1@b>\r\n\r\nTo: nobody\r\n";
        let headers = headers(source);
        assert_eq!(headers.len(), 3);
        assert_eq!(headers["Subject"], "one two");
        assert_eq!(headers["Message-ID"], "<1@b>");
    }
}
