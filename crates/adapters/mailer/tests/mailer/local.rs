//! The mailbox on this machine.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use tempfile::TempDir;
use uuid::Uuid;
use vibeslop_mailer::LocalMailbox;
use vibeslop_ports::mail::{Mail, MailError, Mailbox, Mailer};

use crate::fixtures::{clock, mail, vibeslop};

fn open(folder: &TempDir) -> LocalMailbox {
    LocalMailbox::open(folder.path().join("mail"), vibeslop(), clock()).unwrap()
}

async fn ids(mailbox: &LocalMailbox) -> Vec<u128> {
    mailbox.list().await.unwrap().iter().map(|kept| kept.mail.id.as_u128()).collect()
}

fn files(folder: &TempDir) -> usize {
    std::fs::read_dir(folder.path().join("mail")).unwrap().count()
}

#[tokio::test]
async fn the_newest_mail_comes_first_and_each_is_found() {
    let folder = TempDir::new().unwrap();
    let mailbox = open(&folder);
    assert_eq!(ids(&mailbox).await, []);
    for number in [5, 2, 9] {
        mailbox.send(&mail(number)).await.unwrap();
    }
    assert_eq!(ids(&mailbox).await, [9, 2, 5]);
    let kept = mailbox.get(Uuid::from_u128(2)).await.unwrap().unwrap();
    assert_eq!((&kept.mail, &kept.from), (&mail(2), &vibeslop()));
    assert!(kept.source.contains("\r\nSubject: A bid on your gig, number 2\r\n"), "{}", kept.source);
    assert_eq!(mailbox.get(Uuid::from_u128(77)).await.unwrap(), None);
}

#[tokio::test]
async fn a_restart_changes_nothing() {
    let folder = TempDir::new().unwrap();
    let mailbox = open(&folder);
    mailbox.send(&mail(1)).await.unwrap();
    mailbox.send(&Mail { unsubscribe_url: None, ..mail(2) }).await.unwrap();
    let before = mailbox.list().await.unwrap();
    drop(mailbox);
    // Files that are no mail, as a developer or a killed program may leave them.
    std::fs::write(folder.path().join("mail/notes.txt"), "x").unwrap();
    std::fs::write(folder.path().join("mail/broken.json"), "{\"id\":").unwrap();
    let after = open(&folder).list().await.unwrap();
    assert_eq!(after, before);
}

#[tokio::test]
async fn a_mail_that_is_sent_twice_is_one() {
    let folder = TempDir::new().unwrap();
    let mailbox = open(&folder);
    for number in [1, 2, 1] {
        mailbox.send(&mail(number)).await.unwrap();
    }
    assert_eq!(ids(&mailbox).await, [1, 2]);
    assert_eq!(ids(&open(&folder)).await, [1, 2]);
}

#[tokio::test]
async fn only_the_newest_thousand_are_kept() {
    let folder = TempDir::new().unwrap();
    let mailbox = open(&folder);
    for number in 0..1_005 {
        mailbox.send(&mail(number)).await.unwrap();
    }
    let kept = ids(&mailbox).await;
    assert_eq!((kept.len(), kept.first(), kept.last()), (1_000, Some(&1_004), Some(&5)));
    assert_eq!(files(&folder), 1_000);
    assert_eq!(ids(&open(&folder)).await, kept);
}

#[tokio::test]
async fn clearing_leaves_nothing() {
    let folder = TempDir::new().unwrap();
    let mailbox = open(&folder);
    mailbox.send(&mail(1)).await.unwrap();
    // Already removed by hand.
    mailbox.send(&mail(2)).await.unwrap();
    std::fs::remove_file(folder.path().join("mail").join(format!("{}.json", mail(2).id.simple()))).unwrap();
    mailbox.clear().await.unwrap();
    assert_eq!((ids(&mailbox).await.len(), files(&folder)), (0, 0));
    mailbox.send(&mail(3)).await.unwrap();
    assert_eq!(ids(&mailbox).await, [3]);
}

#[tokio::test]
async fn a_folder_that_went_away_is_a_fault_of_the_service() {
    let folder = TempDir::new().unwrap();
    let mailbox = open(&folder);
    std::fs::remove_dir_all(folder.path().join("mail")).unwrap();
    let outcome = mailbox.send(&mail(1)).await;
    assert!(matches!(outcome, Err(MailError::Service(_))), "{outcome:?}");
    assert_eq!(ids(&mailbox).await, []);
}
