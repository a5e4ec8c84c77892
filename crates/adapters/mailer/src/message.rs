use std::time::SystemTime;

use chrono::{DateTime, Utc};
use lettre::{
    Address, Message,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
};
use vibeslop_ports::mail::{Correspondent, Mail, MailError};

/// The most bytes of an address in a header: lines end at 998.
const MAX_URL: usize = 900;

/// Writes a mail as it is sent.
///
/// # Errors
/// [`MailError::Refused`] for addresses that mail does not know.
pub(crate) fn compose(mail: &Mail, from: &Correspondent, date: DateTime<Utc>) -> Result<Message, MailError> {
    let sender = mailbox(from)?;
    let id = format!("<{}@{}>", mail.id.simple(), sender.email.domain());
    let mut message = Message::builder()
        .from(sender)
        .to(mailbox(&mail.to)?)
        .subject(one_line(&mail.subject))
        .date(SystemTime::from(date))
        .message_id(Some(id))
        // So that nobody's holiday notice answers it (RFC 3834).
        .raw_header(plain_header(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()));
    if let Some(url) = &mail.unsubscribe_url {
        let url = header_url(url)?;
        let post = "List-Unsubscribe=One-Click".to_owned();
        message = message
            .raw_header(plain_header(HeaderName::new_from_ascii_str("List-Unsubscribe"), format!("<{url}>")))
            .raw_header(plain_header(HeaderName::new_from_ascii_str("List-Unsubscribe-Post"), post));
    }
    let body = MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone());
    message.multipart(body).map_err(refused)
}

/// A header of printable ASCII, which needs no encoding and must not be folded.
fn plain_header(name: HeaderName, value: String) -> HeaderValue {
    HeaderValue::dangerous_new_pre_encoded(name, value.clone(), value)
}

fn mailbox(correspondent: &Correspondent) -> Result<Mailbox, MailError> {
    let address: Address = correspondent.address.as_str().parse().map_err(refused)?;
    let name = correspondent.name.as_deref().map(one_line).filter(|name| !name.is_empty());
    Ok(Mailbox::new(name, address))
}

/// The text without line breaks and other control characters: what is on one line cannot begin another header.
fn one_line(text: &str) -> String {
    let blanked: String = text.chars().map(|c| if c.is_control() || is_line_break(c) { ' ' } else { c }).collect();
    blanked.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Unicode's own line and paragraph separators, which are no control characters.
fn is_line_break(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}')
}

/// An address that can stand in a header as it is.
fn header_url(url: &str) -> Result<&str, MailError> {
    let web = url.starts_with("https://") || url.starts_with("http://");
    let printable = url.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'<' | b'>'));
    if web && printable && url.len() <= MAX_URL {
        Ok(url)
    } else {
        Err(MailError::Refused("the address to unsubscribe at is none".into()))
    }
}

fn refused(error: impl std::error::Error + Send + Sync + 'static) -> MailError {
    MailError::Refused(error.into())
}
