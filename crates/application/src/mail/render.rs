use askama::Template;
use vibeslop_domain::{ids::UserId, mail::MailKind};
use vibeslop_ports::BoxError;

/// What a mail says, before it is text or HTML: both are made from it, so that both say the same.
#[derive(Debug, Clone, Default)]
pub(super) struct Said {
    pub(super) subject: String,
    pub(super) heading: String,
    pub(super) paragraphs: Vec<String>,
    pub(super) points: Vec<String>,
    /// Words of somebody else.
    pub(super) quote: Option<String>,
    /// What to do next, and where.
    pub(super) action: &'static str,
    pub(super) address: String,
    /// Whom it speaks of besides whoever brought it about.
    pub(super) people: Vec<UserId>,
}

/// The two parts of a mail.
pub(super) struct Parts {
    pub(super) text: String,
    pub(super) html: String,
}

/// Escaped: whatever people write is text here.
#[derive(Template)]
#[template(path = "mail/letter.html")]
struct Html<'a> {
    subject: &'a str,
    letter: &'a Said,
    about: &'a str,
    unsubscribe: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "mail/letter.txt")]
struct Text<'a> {
    letter: &'a Said,
    about: &'a str,
    unsubscribe: Option<&'a str>,
}

pub(super) fn render(letter: &Said, kind: MailKind, unsubscribe: Option<&str>) -> Result<Parts, BoxError> {
    let about = kind.subject();
    let html = Html { subject: &letter.subject, letter, about, unsubscribe }.render()?;
    Ok(Parts { text: Text { letter, about, unsubscribe }.render()?, html })
}
