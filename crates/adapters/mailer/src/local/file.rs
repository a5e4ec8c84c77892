use std::{
    fs, io,
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vibeslop_domain::{accounts::Email, ids::UserId};
use vibeslop_ports::mail::{Correspondent, KeptMail, Mail, MailKind};

/// A mail as it stands in its file.
#[derive(Serialize, Deserialize)]
struct MailFile {
    id: Uuid,
    kind: String,
    from: Party,
    to: Party,
    /// In milliseconds since 1970.
    sent_at: i64,
    subject: String,
    text: String,
    html: String,
    unsubscribe_url: Option<String>,
    /// Whom it is for and whom it speaks of.
    #[serde(default)]
    people: Vec<Uuid>,
    source: String,
}

#[derive(Serialize, Deserialize)]
struct Party {
    name: Option<String>,
    address: String,
}

/// Writes a mail, whole or not at all.
pub(super) fn write(folder: &Path, kept: &KeptMail) -> io::Result<()> {
    let json = serde_json::to_vec_pretty(&MailFile::from(kept))?;
    let path = path(folder, kept.mail.id);
    let unfinished = path.with_extension("tmp");
    fs::write(&unfinished, json)?;
    fs::rename(unfinished, path)
}

/// Removes a mail. It may have been removed by hand.
pub(super) fn remove(folder: &Path, id: Uuid) -> io::Result<()> {
    match fs::remove_file(path(folder, id)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// All mails in no order. What is no mail is left where it is.
pub(super) fn read_all(folder: &Path) -> io::Result<Vec<KeptMail>> {
    let mut mails = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let read = fs::read(&path).ok().and_then(|json| serde_json::from_slice::<MailFile>(&json).ok());
        if let Some(mail) = read.and_then(MailFile::into_mail) {
            mails.push(mail);
        } else {
            tracing::warn!(file = %path.display(), "a file in the mailbox is no mail");
        }
    }
    Ok(mails)
}

fn path(folder: &Path, id: Uuid) -> PathBuf {
    folder.join(format!("{}.json", id.simple()))
}

impl MailFile {
    fn into_mail(self) -> Option<KeptMail> {
        let mail = Mail {
            id: self.id,
            kind: MailKind::parse(&self.kind)?,
            to: self.to.into_correspondent()?,
            subject: self.subject,
            text: self.text,
            html: self.html,
            unsubscribe_url: self.unsubscribe_url,
            people: self.people.into_iter().map(UserId).collect(),
        };
        let (from, sent_at) = (self.from.into_correspondent()?, DateTime::<Utc>::from_timestamp_millis(self.sent_at)?);
        Some(KeptMail { mail, from, sent_at, source: self.source })
    }
}

impl From<&KeptMail> for MailFile {
    fn from(kept: &KeptMail) -> Self {
        let mail = &kept.mail;
        Self {
            id: mail.id,
            kind: mail.kind.as_str().to_owned(),
            from: Party::from(&kept.from),
            to: Party::from(&mail.to),
            sent_at: kept.sent_at.timestamp_millis(),
            subject: mail.subject.clone(),
            text: mail.text.clone(),
            html: mail.html.clone(),
            unsubscribe_url: mail.unsubscribe_url.clone(),
            people: mail.people.iter().map(|person| person.0).collect(),
            source: kept.source.clone(),
        }
    }
}

impl Party {
    fn into_correspondent(self) -> Option<Correspondent> {
        Some(Correspondent { name: self.name, address: Email::new(&self.address).ok()? })
    }
}

impl From<&Correspondent> for Party {
    fn from(correspondent: &Correspondent) -> Self {
        Self { name: correspondent.name.clone(), address: correspondent.address.as_str().to_owned() }
    }
}
