use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    accounts::KEEP_EXPORT,
    ids::UserId,
    mail::{Week, WeekInNumbers},
};
use vibeslop_ports::{
    accounts::ExportLink,
    mail::{Mentioned, Recipient, ReportedThing},
};

use super::{Letter, Mailing, render::Said};
use crate::{Error, accounts::exports};

impl Mailing {
    /// What a letter says to somebody by now; `None` if what it was about is gone, or is nothing that they may see.
    pub(super) async fn write(&self, letter: &Letter, id: UserId, to: &Recipient) -> Result<Option<Said>, Error> {
        Ok(match letter {
            Letter::Welcome => Some(self.welcome(to)),
            Letter::BidReceived { gig, by } => self.about_gig(*gig, *by, id).await?.map(|about| {
                let say = format!("{} bids on your gig “{}”.", about.name, about.title);
                about.said("There is a bid on your gig", say, "Look at the bid")
            }),
            Letter::BidAccepted { gig, by } => self.about_gig(*gig, *by, id).await?.map(|about| {
                let say = format!("{} has accepted your bid on “{}”. The gig is yours.", about.name, about.title);
                about.said("Your bid is accepted", say, "Go to the gig")
            }),
            Letter::BidRejected { gig, by } => self.about_gig(*gig, *by, id).await?.map(|about| {
                let say = format!("{} has decided against your bid on “{}”.", about.name, about.title);
                about.said("Your bid was not chosen", say, "Look at the gig")
            }),
            Letter::GigCompleted { gig, by } => self.about_gig(*gig, *by, id).await?.map(|about| {
                let say =
                    format!("{} says that “{}” is completed. Now you can review each other.", about.name, about.title);
                about.said("A gig is completed", say, "Write a review")
            }),
            Letter::ReviewReceived { gig, by } => self.about_gig(*gig, *by, id).await?.map(|about| {
                let say = format!("{} has reviewed your work together on “{}”.", about.name, about.title);
                about.said("You have a review", say, "Read the review")
            }),
            Letter::NewMessage { conversation, by } => {
                let sender = self.queries.mentioned(UserId(*by), id).await?;
                sender.map(|sender| self.new_message(*conversation, &sender))
            }
            Letter::WeeklyDigest { until } => {
                let week = self.queries.week(id, Week { until: *until }).await?;
                week.is_worth_telling().then(|| self.digest(&week))
            }
            Letter::ReportAlert { report } => self.queries.report(*report).await?.map(|report| self.reported(report)),
            Letter::ExportReady => self.export_ready(id).await?,
            Letter::AccountLeaving { leaves_at } => Some(self.leaving(to, *leaves_at)),
        })
    }

    fn welcome(&self, to: &Recipient) -> Said {
        Said {
            subject: "Welcome to Vibeslop".to_owned(),
            heading: format!("Welcome, {}", to.display_name),
            paragraphs: vec![
                "Your portfolio is waiting for its first project: pick one of your repositories, and its page is \
                 written for you to correct."
                    .to_owned(),
                "Then show it, follow people whose work you like, and look at the gigs that are open.".to_owned(),
            ],
            action: "Begin",
            address: self.frontend_url.clone(),
            ..Said::default()
        }
    }

    fn new_message(&self, conversation: Uuid, sender: &Mentioned) -> Said {
        Said {
            subject: format!("New messages from {}", sender.display_name),
            heading: "You have unread messages".to_owned(),
            paragraphs: vec![format!("{} (@{}) has written to you on Vibeslop.", sender.display_name, sender.username)],
            action: "Read and answer",
            address: format!("{}/messages/{conversation}", self.frontend_url),
            ..Said::default()
        }
    }

    fn digest(&self, week: &WeekInNumbers) -> Said {
        let points = [
            (week.followers, "new follower", "new followers"),
            (week.likes, "like", "likes"),
            (week.comments, "comment", "comments"),
            (week.reposts, "repost", "reposts"),
            (week.projects, "new project by people whom you follow", "new projects by people whom you follow"),
        ];
        let points = points.into_iter().filter(|(number, ..)| *number > 0);
        Said {
            subject: "Your week on Vibeslop".to_owned(),
            heading: "Your week on Vibeslop".to_owned(),
            paragraphs: vec!["This is what happened around you in the last seven days:".to_owned()],
            points: points
                .map(|(number, one, many)| format!("{number} {}", if number == 1 { one } else { many }))
                .collect(),
            action: "See what is new",
            address: self.frontend_url.clone(),
            ..Said::default()
        }
    }

    fn reported(&self, report: ReportedThing) -> Said {
        let ReportedThing { reporter_id, reporter, owner, kind, reason } = report;
        let thing = kind.to_lowercase();
        Said {
            subject: format!("Somebody reported a {thing}"),
            heading: format!("A {thing} was reported"),
            paragraphs: vec![format!("{} (@{}) asks you to look at it.", reporter.display_name, reporter.username)],
            quote: reason,
            action: "Look at the reports",
            address: format!("{}/admin/reports", self.frontend_url),
            people: std::iter::once(reporter_id).chain(owner).collect(),
            ..Said::default()
        }
    }

    /// The mail's link is made now, and its secret stands nowhere but in the mail. A mail that is written once more has
    /// another, which takes the place of the first.
    async fn export_ready(&self, id: UserId) -> Result<Option<Said>, Error> {
        let now = self.clock.now();
        let secret = exports::link(&*self.transactions, &*self.entropy, id, ExportLink::Mail, now).await?;
        Ok(secret.map(|secret| Said {
            subject: "Your data is ready".to_owned(),
            heading: "Your data is ready".to_owned(),
            paragraphs: vec![
                "This is the archive that you asked for: all that is yours on Vibeslop, as one JSON file.".to_owned(),
                format!(
                    "Whoever has this link can fetch it, so keep the mail to yourself. The archive is deleted {} days \
                     after it was made.",
                    KEEP_EXPORT.num_days()
                ),
            ],
            action: "Fetch the archive",
            address: exports::download_url(&self.backend_url, &secret),
            ..Said::default()
        }))
    }

    fn leaving(&self, to: &Recipient, leaves_at: DateTime<Utc>) -> Said {
        let until = leaves_at.format("%-d %B %Y at %H:%M UTC");
        Said {
            subject: "Your account is going to be deleted".to_owned(),
            heading: format!("Goodbye, {}", to.display_name),
            paragraphs: vec![
                "As you asked, your account is hidden from now on: you are signed out everywhere, and nobody sees what \
                 is yours."
                    .to_owned(),
                format!(
                    "It is erased for good on {until}, with everything that you wrote, showed and said. Until then you \
                     can change your mind: sign in again, and all of it comes back."
                ),
                "If this was not you, sign in now.".to_owned(),
            ],
            action: "Sign in and keep the account",
            address: self.frontend_url.clone(),
            ..Said::default()
        }
    }

    /// Holds no name: it outlives the account.
    pub(super) fn erased(&self) -> Said {
        Said {
            subject: "Your account is deleted".to_owned(),
            heading: "Your account is deleted".to_owned(),
            paragraphs: vec![
                "As you asked, your account on Vibeslop is erased, with everything that was in it.".to_owned(),
                "This is the last mail that you get from us. Copies in backups go when those do.".to_owned(),
            ],
            action: "Begin anew",
            address: self.frontend_url.clone(),
            ..Said::default()
        }
    }

    async fn about_gig(&self, gig: Uuid, by: Uuid, reader: UserId) -> Result<Option<AboutGig>, Error> {
        let Some(person) = self.queries.mentioned(UserId(by), reader).await? else { return Ok(None) };
        let title = self.queries.gig_title(gig).await?;
        let address = format!("{}/gigs/{gig}", self.frontend_url);
        Ok(title.map(|title| AboutGig { name: person.display_name, title, address }))
    }
}

/// Who did something about a gig, and which it is.
struct AboutGig {
    name: String,
    title: String,
    address: String,
}

impl AboutGig {
    fn said(self, heading: &str, sentence: String, action: &'static str) -> Said {
        Said {
            subject: format!("{heading}: {}", self.title),
            heading: heading.to_owned(),
            paragraphs: vec![sentence],
            action,
            address: self.address,
            ..Said::default()
        }
    }
}
