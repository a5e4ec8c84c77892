//! Laws of the mail ports.

use chrono::{DateTime, TimeDelta, Utc};
use vibeslop_domain::{
    accounts::Email,
    content::ItemRef,
    engagement::{Act, Likeable},
    ids::{ConversationId, PostId, ReportId, UserId},
    mail::{MailKind, MailPreferences, Week, WeekInNumbers},
    social::{Relation, ReportStatus, Reported, Tie},
};
use vibeslop_ports::mail::SentMail;

use super::Stores;
use crate::fixtures::{
    id, new_account, new_comment, new_conversation, new_gig, new_message, new_post, new_project, noon, report_of,
    suspension,
};

async fn three(stores: &Stores) -> (UserId, UserId, UserId) {
    (stores.person(1, "ada").await, stores.person(2, "bob").await, stores.person(3, "cleo").await)
}

async fn tie(stores: &Stores, person: UserId, relation: Relation, other: UserId, at: DateTime<Utc>) {
    let mut work = stores.begin().await;
    work.social().tie(Tie { relation, person, other }, at).await.unwrap();
    work.commit().await.unwrap();
}

async fn suspend(stores: &Stores, person: UserId) {
    let mut work = stores.begin().await;
    work.admin().lock_person(person).await.unwrap().unwrap();
    work.admin().suspend(person, &suspension(), noon()).await.unwrap();
    work.commit().await.unwrap();
}

/// What somebody wants, as a list of what they do not.
async fn refused(stores: &Stores, person: UserId) -> Vec<MailKind> {
    let wants = stores.mail.preferences(person).await.unwrap().unwrap();
    let recipient = stores.mail.recipient(person).await.unwrap().unwrap();
    assert_eq!(recipient.standing.preferences, wants, "both tell the same");
    MailKind::ALL.into_iter().filter(|kind| !wants.want(*kind)).collect()
}

/// All mail is wanted until somebody says otherwise, kind by kind, for themselves.
pub async fn a_choice_holds_until_it_is_made_otherwise(stores: &Stores) {
    let (ada, bob, _) = three(stores).await;
    assert_eq!(stores.mail.preferences(ada).await.unwrap(), Some(MailPreferences::default()));
    let choose = async |person, wanted: &[(MailKind, bool)]| {
        let mut work = stores.begin().await;
        let there = work.mail().set_preferences(person, wanted).await.unwrap();
        work.commit().await.unwrap();
        there
    };
    assert!(choose(ada, &[(MailKind::NewMessage, false), (MailKind::WeeklyDigest, false)]).await);
    assert!(choose(ada, &[(MailKind::NewMessage, false)]).await, "saying it twice changes nothing");
    assert_eq!(refused(stores, ada).await, [MailKind::NewMessage, MailKind::WeeklyDigest]);
    assert!(choose(ada, &[(MailKind::NewMessage, true), (MailKind::Welcome, true)]).await);
    assert_eq!(refused(stores, ada).await, [MailKind::WeeklyDigest], "what was not named stays");
    assert_eq!(refused(stores, bob).await, []);
    assert!(!choose(UserId(id(99)), &[(MailKind::Welcome, false)]).await);
    assert_eq!(stores.mail.preferences(UserId(id(99))).await.unwrap(), None);
}

/// Mail goes to whom an account belongs, with what decides whether it may.
pub async fn a_recipient_is_told_as_they_are(stores: &Stores) {
    let (ada, bob, _) = three(stores).await;
    suspend(stores, bob).await;
    let found = stores.mail.recipient(ada).await.unwrap().unwrap();
    assert_eq!((found.address.as_str(), found.username.as_str()), ("ada@example.com", "ada"));
    assert_eq!(found.display_name, "ada Example");
    assert_eq!((found.standing.verified, found.standing.suspended), (true, false));
    assert!(stores.mail.recipient(bob).await.unwrap().unwrap().standing.suspended);
    assert_eq!(stores.mail.recipient(UserId(id(99))).await.unwrap(), None);
}

/// A mail is noted once, and known by itself and by what it was about.
pub async fn a_sent_mail_is_noted_once(stores: &Stores) {
    let (ada, bob, _) = three(stores).await;
    let (topic, later) = (id(70), noon() + TimeDelta::hours(2));
    let sent = |mail, topic, at| SentMail { mail: id(mail), to: ada, kind: MailKind::NewMessage, topic, at };
    let note = async |sent: SentMail| {
        let mut work = stores.begin().await;
        work.mail().note_sent(&sent).await.unwrap();
        work.commit().await.unwrap();
    };
    assert!(!stores.mail.was_sent(id(60)).await.unwrap());
    note(sent(60, Some(topic), noon())).await;
    note(sent(60, Some(topic), later)).await;
    assert!(stores.mail.was_sent(id(60)).await.unwrap());
    let last = async |to, kind, topic| stores.mail.last_sent(to, kind, topic).await.unwrap();
    assert_eq!(last(ada, MailKind::NewMessage, topic).await, Some(noon()), "what was noted first stays");
    note(sent(61, Some(topic), later)).await;
    note(sent(62, None, later + TimeDelta::hours(1))).await;
    assert_eq!(last(ada, MailKind::NewMessage, topic).await, Some(later));
    assert_eq!(last(bob, MailKind::NewMessage, topic).await, None, "somebody else");
    assert_eq!(last(ada, MailKind::ReportAlert, topic).await, None, "another kind");
    assert_eq!(last(ada, MailKind::NewMessage, id(71)).await, None, "another topic");

    let mut work = stores.begin().await;
    work.mail().note_sent(&sent(63, None, later)).await.unwrap();
    work.rollback().await.unwrap();
    assert!(!stores.mail.was_sent(id(63)).await.unwrap());
}

/// A mail speaks of nobody whom its reader does not see.
pub async fn a_mail_speaks_of_whom_its_reader_sees(stores: &Stores) {
    let (ada, bob, cleo) = three(stores).await;
    let spoken_of = async |person, reader| {
        stores.mail.mentioned(person, reader).await.unwrap().map(|person| (person.username, person.display_name))
    };
    let named = |name: &str| Some((name.to_owned(), format!("{name} Example")));
    assert_eq!(spoken_of(bob, ada).await, named("bob"));
    assert_eq!(spoken_of(UserId(id(99)), ada).await, None);
    tie(stores, ada, Relation::Mutes, bob, noon()).await;
    assert_eq!((spoken_of(bob, ada).await, spoken_of(ada, bob).await), (None, named("ada")), "a mute has one side");
    tie(stores, cleo, Relation::Blocks, ada, noon()).await;
    assert_eq!((spoken_of(cleo, ada).await, spoken_of(ada, cleo).await), (None, None), "a block has two");
    suspend(stores, cleo).await;
    assert_eq!(spoken_of(cleo, bob).await, None);
}

/// A report is told of until it is decided.
pub async fn a_report_is_told_while_it_is_open(stores: &Stores) {
    let (ada, bob, _) = three(stores).await;
    let mut work = stores.begin().await;
    work.posts().insert(&new_post(id(20), ada, "A post", noon())).await.unwrap();
    let thing = Reported::Item(ItemRef::Post(PostId(id(20))));
    let report = work.social().insert_report(bob, &report_of(thing), noon()).await.unwrap();
    work.commit().await.unwrap();
    let told = stores.mail.report(report).await.unwrap().unwrap();
    assert_eq!((told.kind.as_str(), told.reason.as_deref()), ("Post", Some("Spam")));
    assert_eq!((told.reporter.username.as_str(), told.reporter.display_name.as_str()), ("bob", "bob Example"));
    let mut work = stores.begin().await;
    assert!(work.admin().set_report_status(ReportId(report), ReportStatus::Dismissed, noon()).await.unwrap());
    work.commit().await.unwrap();
    assert_eq!(stores.mail.report(report).await.unwrap(), None);
    assert_eq!(stores.mail.report(id(99)).await.unwrap(), None);
}

/// A week counts what others did in it whom the person sees, and nothing of before or after.
pub async fn a_week_counts_what_others_did_in_it(stores: &Stores) {
    let (ada, bob, cleo) = three(stores).await;
    let week = Week::before(noon());
    let (first, last) = (week.start(), week.end() - TimeDelta::microseconds(1));
    let (before, after) = (first - TimeDelta::microseconds(1), week.end());
    let post = |number| ItemRef::Post(PostId(id(number)));
    let mut work = stores.begin().await;
    for number in 20..24 {
        work.posts().insert(&new_post(id(number), ada, "A post", before)).await.unwrap();
    }
    for (act, who, at) in [
        (Act::Like(Likeable::Item(post(20))), bob, first),
        (Act::Like(Likeable::Item(post(21))), bob, last),
        (Act::Like(Likeable::Item(post(22))), bob, before),
        (Act::Like(Likeable::Item(post(23))), bob, after),
        (Act::Like(Likeable::Item(post(20))), ada, first),
        (Act::Like(Likeable::Item(post(20))), cleo, first),
        (Act::Repost(post(20)), bob, first),
    ] {
        work.engagement().lock(act, who).await.unwrap().unwrap();
        assert!(work.engagement().add(act, who, at).await.unwrap());
    }
    work.comments().lock_place(post(20), None, bob).await.unwrap().unwrap();
    work.comments().insert(&new_comment(id(30), bob, post(20), "Well done", first)).await.unwrap();
    for (number, at) in [(40, first), (41, before)] {
        work.projects().insert(&new_project(id(number), bob, "A project", at)).await.unwrap();
    }
    work.commit().await.unwrap();
    tie(stores, bob, Relation::Follows, ada, first).await;
    tie(stores, cleo, Relation::Follows, ada, before).await;
    tie(stores, ada, Relation::Follows, bob, before).await;

    let counted = |likes| WeekInNumbers { followers: 1, likes, comments: 1, reposts: 1, projects: 1 };
    assert_eq!(stores.mail.week(ada, week).await.unwrap(), counted(3));
    tie(stores, ada, Relation::Mutes, cleo, noon()).await;
    assert_eq!(stores.mail.week(ada, week).await.unwrap(), counted(2), "without those whom one does not see");
    assert_eq!(stores.mail.week(cleo, week).await.unwrap(), WeekInNumbers::default());
}

/// Unread messages are told to who has not read them, and to nobody else.
pub async fn unread_messages_are_their_readers_alone(stores: &Stores) {
    let (ada, bob, cleo) = three(stores).await;
    let conversation = ConversationId(id(70));
    let new = new_conversation(conversation.0, ada, bob, noon());
    let mut work = stores.begin().await;
    work.messaging().open(&new).await.unwrap();
    work.messaging().lock(conversation, ada).await.unwrap().unwrap();
    let message = new_message(id(71), conversation, ada, "Hello", noon());
    work.messaging().insert(&message).await.unwrap();
    work.commit().await.unwrap();
    let unread = async |person| stores.mail.has_unread(conversation.0, person).await.unwrap();
    assert_eq!((unread(ada).await, unread(bob).await, unread(cleo).await), (false, true, false));
    let mut work = stores.begin().await;
    work.messaging().mark_read(conversation, bob, noon()).await.unwrap();
    work.commit().await.unwrap();
    assert!(!unread(bob).await);
    assert!(!stores.mail.has_unread(id(99), bob).await.unwrap(), "no such conversation");
}

/// A gig is called by its title as long as it is there.
pub async fn a_gig_has_a_title_until_it_is_gone(stores: &Stores) {
    let ada = stores.person(1, "ada").await;
    let gig = new_gig(id(50), ada, "Build a boat", noon());
    let mut work = stores.begin().await;
    work.gigs().insert(&gig).await.unwrap();
    work.commit().await.unwrap();
    assert_eq!(stores.mail.gig_title(gig.id.0).await.unwrap().as_deref(), Some("Build a boat"));
    let mut work = stores.begin().await;
    work.gigs().lock(gig.id).await.unwrap().unwrap();
    work.gigs().delete(gig.id).await.unwrap();
    work.commit().await.unwrap();
    assert_eq!(stores.mail.gig_title(gig.id.0).await.unwrap(), None);
}

/// Digests go to those with an address of their own who want one, in order, part by part.
pub async fn digests_go_to_those_who_want_them(stores: &Stores) {
    let (ada, bob, cleo) = three(stores).await;
    let (dan, eve) = (stores.person(4, "dan").await, UserId(id(5)));
    let (username, mut unverified) = new_account("eve");
    unverified.email_verified = false;
    let mut work = stores.begin().await;
    work.accounts().create(eve, &username, &unverified, noon()).await.unwrap();
    work.mail().set_preferences(bob, &[(MailKind::WeeklyDigest, false)]).await.unwrap();
    work.mail().set_preferences(dan, &[(MailKind::NewMessage, false)]).await.unwrap();
    work.commit().await.unwrap();
    suspend(stores, cleo).await;
    assert_eq!(stores.mail.digest_readers(None, 10).await.unwrap(), [ada, dan]);
    assert_eq!(stores.mail.digest_readers(None, 1).await.unwrap(), [ada]);
    assert_eq!(stores.mail.digest_readers(Some(ada), 10).await.unwrap(), [dan]);

    let address = |text: &str| Email::new(text).unwrap();
    let asked = ["DAN@example.com", "eve@example.com", "nobody@example.com", "bob@example.com"].map(address);
    let mut found = stores.mail.with_addresses(&asked).await.unwrap();
    found.sort();
    assert_eq!(found, [bob, dan], "whatever the case, and verified ones alone");
    assert_eq!(stores.mail.with_addresses(&[]).await.unwrap(), Vec::<UserId>::new());
}
