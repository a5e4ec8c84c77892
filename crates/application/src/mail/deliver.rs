use uuid::Uuid;
use vibeslop_domain::{ids::UserId, mail::MailKind};
use vibeslop_ports::{
    ServiceError,
    jobs::{Failure, JobResult, Pause, Reason},
    mail::{Correspondent, Mail, MailError, SentMail},
};

use super::{
    DeliverMail, Mailing,
    render::{Said, render},
};
use crate::{
    failures::{LIMIT_WITHOUT_A_TIME, failed},
    in_transaction,
};

impl Mailing {
    /// Sends a mail, once: what was noted as sent is not sent again. Between the server's yes and the note a crash can
    /// come; the mail goes out again then, under the same `Message-ID`.
    pub async fn deliver(&self, job: DeliverMail) -> JobResult {
        let DeliverMail { mail: id, to, letter } = job;
        let to = UserId(to);
        let Some(mailer) = &self.mailer else {
            return Err(Failure::Moot(Reason::new("no mail is sent here")));
        };
        if self.queries.was_sent(id).await.map_err(failed)? {
            return Ok(());
        }
        let recipient = self.admit(&letter, to).await?;
        let said = self.write(&letter, to, &recipient).await.map_err(failed)?;
        let said = said.ok_or_else(|| Failure::Moot(Reason::new("there is nothing to tell any more")))?;
        let kind = letter.kind();
        let people = std::iter::once(to).chain(letter.by()).chain(said.people.iter().copied()).collect();
        let to_whom = Correspondent { name: Some(recipient.display_name), address: recipient.address };
        let mail = Mail { people, ..self.mail(id, kind, to, to_whom, &said)? };
        mailer.send(&mail).await.map_err(refused)?;
        self.note(SentMail { mail: id, to, kind, topic: letter.topic(), at: self.clock.now() }).await
    }

    /// The last mail to somebody whose account is about to be erased, sent while there is still an address. Once: what was
    /// noted as sent is not sent again. It holds nothing of theirs but the address. Where no mail is sent, or none to them,
    /// there is none.
    pub(crate) async fn say_goodbye(&self, id: Uuid, to: UserId) -> JobResult {
        let kind = MailKind::AccountErased;
        let (Some(mailer), false) = (&self.mailer, self.queries.was_sent(id).await.map_err(failed)?) else {
            return Ok(());
        };
        let Some(recipient) = self.queries.recipient(to).await.map_err(failed)? else { return Ok(()) };
        if recipient.standing.may_get(kind).is_err() {
            return Ok(());
        }
        let said = self.erased();
        let to_whom = Correspondent { name: None, address: recipient.address };
        let mail = Mail { people: vec![to], ..self.mail(id, kind, to, to_whom, &said)? };
        mailer.send(&mail).await.map_err(refused)?;
        self.note(SentMail { mail: id, to, kind, topic: None, at: self.clock.now() }).await
    }

    /// Throws away what is kept here of mail to somebody who is gone, and of mail that speaks of them.
    pub(crate) async fn forget(&self, person: UserId) -> JobResult {
        match &self.mailer {
            Some(mailer) => mailer.forget(person).await.map_err(failed),
            None => Ok(()),
        }
    }

    fn mail(&self, id: Uuid, kind: MailKind, to: UserId, to_whom: Correspondent, said: &Said) -> Result<Mail, Failure> {
        let unsubscribe = kind.is_choice().then(|| self.unsubscribe_url(to, kind)).transpose();
        let unsubscribe_url = unsubscribe.map_err(|_| never("no link can be sealed"))?;
        let parts = render(said, kind, unsubscribe_url.as_deref());
        let parts = parts.map_err(|_| never("the mail cannot be written"))?;
        Ok(Mail {
            id,
            kind,
            to: to_whom,
            subject: said.subject.clone(),
            text: parts.text,
            html: parts.html,
            unsubscribe_url,
            people: Vec::new(),
        })
    }

    async fn note(&self, sent: SentMail) -> JobResult {
        in_transaction(&*self.transactions, async |tx| Ok(tx.mail().note_sent(&sent).await?)).await.map_err(failed)
    }
}

fn never(why: &'static str) -> Failure {
    Failure::Never(Reason::new(why))
}

fn refused(error: MailError) -> Failure {
    tracing::warn!(error = &error as &dyn std::error::Error, "a mail was not sent");
    match error {
        // The server's words may hold the address: the log has them, the job does not.
        MailError::Refused(_) => never("the mail was refused"),
        MailError::Service(ServiceError::Limited { retry_after }) => Failure::Wait(
            Pause::For(retry_after.unwrap_or(LIMIT_WITHOUT_A_TIME)),
            Reason::new("the mail server asks for patience"),
        ),
        MailError::Service(error) => Failure::Retry(Reason::new(format_args!("the mail server: {error}"))),
    }
}
