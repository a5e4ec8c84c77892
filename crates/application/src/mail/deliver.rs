use vibeslop_domain::ids::UserId;
use vibeslop_ports::{
    ServiceError,
    jobs::{Failure, JobResult, Pause, Reason},
    mail::{Correspondent, Mail, MailError, SentMail},
};

use super::{DeliverMail, Mailing, render::render};
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
        let unsubscribe = self.unsubscribe_url(to, kind).map_err(|_| never("no link can be sealed"))?;
        let parts = render(&said, kind, &unsubscribe).map_err(|_| never("the mail cannot be written"))?;
        let mail = Mail {
            id,
            kind,
            to: Correspondent { name: Some(recipient.display_name), address: recipient.address },
            subject: said.subject,
            text: parts.text,
            html: parts.html,
            unsubscribe_url: Some(unsubscribe),
        };
        mailer.send(&mail).await.map_err(refused)?;
        let sent = SentMail { mail: id, to, kind, topic: letter.topic(), at: self.clock.now() };
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
