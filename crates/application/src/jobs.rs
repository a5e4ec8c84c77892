//! Work apart from requests: what each kind of job does, when the schedule enqueues which, and the nodes that run them.
//!
//! - [`handlers`] is the one place that says which use case does which kind of job.
//! - [`schedule`] is the one place that says what happens at which hour.
//! - A [`Node`] runs jobs: in the background of a program, or, for a test, all that there are, on demand.

mod failure;
mod handlers;
mod node;
mod pruning;
mod schedule;
#[cfg(test)]
mod tests;

pub use self::{
    handlers::{Handlers, Run},
    node::{Drained, Node, NodePorts, NodeSettings, RunningNode},
    pruning::{PruneRows, Pruning},
    schedule::{Entry, Occasion, Schedule, schedule},
};
use crate::{
    Services,
    accounts::{EraseLeavers, ErasePerson, ForgetMail, MakeExport},
    content::CleanPictures,
    mail::{AlertAdministrators, DeliverMail, SendDigests},
    scores::{ScoreDeveloper, ScoreEverybody},
};

/// What does each kind of job. A new kind gets a line here.
pub fn handlers(services: &Services) -> Handlers {
    let Services { pruning, mail, scores, images, exports, leaving, .. } = services;
    let erasing = leaving.clone();
    Handlers::default()
        .on(with(pruning, |pruning, job: PruneRows| async move { pruning.prune(job.rows).await }))
        .on(with(mail, |mail, job: DeliverMail| async move { mail.deliver(job).await }))
        .on(with(mail, |mail, job: AlertAdministrators| async move { mail.alert_administrators(job).await }))
        .on(with(mail, |mail, job: SendDigests| async move { mail.send_digests(job).await }))
        .on(with(images, |images, _: CleanPictures| async move { images.clean().await }))
        .on(with(exports, |exports, job: MakeExport| async move { exports.make(job).await }))
        .on(with(leaving, |leaving, job: EraseLeavers| async move { leaving.erase_leavers(job).await }))
        .on(with(leaving, |leaving, job: ForgetMail| async move { leaving.forget_mail(job).await }))
        .on(move |job: ErasePerson, run| {
            let leaving = erasing.clone();
            async move { leaving.erase(job, run).await }
        })
        .on(with(scores, |scores, job: ScoreDeveloper| async move { scores.score_developer(job).await }))
        .on(with(scores, |scores, job: ScoreEverybody| async move { scores.score_everybody(job).await }))
}

/// A handler that is a method of a service.
fn with<S: Clone, J, H, F: Fn(S, J) -> H>(service: &S, handle: F) -> impl Fn(J, Run) -> H + use<S, J, H, F> {
    let service = service.clone();
    move |job, _| handle(service.clone(), job)
}
