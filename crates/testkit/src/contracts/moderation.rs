//! Laws of what is known of pictures.

use chrono::{DateTime, TimeDelta, Utc};
use vibeslop_domain::{
    content::{ImageFormat, MediaFile},
    ids::UserId,
    moderation::VERDICT_LASTS,
};
use vibeslop_ports::moderation::Verdict;

use super::Stores;
use crate::fixtures::{id, noon};

const fn file(byte: u8) -> MediaFile {
    MediaFile::new([byte; 32], ImageFormat::Png)
}

fn refused(reason: &str) -> Verdict {
    Verdict::Unsafe { reason: Some(reason.to_owned()) }
}

async fn known_at(stores: &Stores, now: DateTime<Utc>, byte: u8) -> Option<Verdict> {
    let known = stores.known_images.verdicts(&[file(byte)], now - VERDICT_LASTS, now).await.unwrap();
    known.get(&file(byte)).cloned()
}

/// Each picture has its own verdict, of which nothing is known any more when it is too old.
pub async fn a_verdict_is_remembered_until_it_is_too_old(stores: &Stores) {
    let known = &stores.known_images;
    known.judged(&file(1), &Verdict::Safe, "judge", noon()).await.unwrap();
    known.judged(&file(2), &refused("Blood"), "judge", noon()).await.unwrap();
    known.judged(&file(3), &Verdict::Unsafe { reason: None }, "judge", noon()).await.unwrap();
    let all = known.verdicts(&[1, 2, 3, 4].map(file), noon() - VERDICT_LASTS, noon()).await.unwrap();
    assert_eq!(all.len(), 3);
    assert_eq!(all[&file(1)], Verdict::Safe);
    assert_eq!(all[&file(2)], refused("Blood"));
    assert_eq!(all[&file(3)], Verdict::Unsafe { reason: None });
    assert_eq!(known_at(stores, noon() + VERDICT_LASTS - TimeDelta::seconds(1), 1).await, Some(Verdict::Safe));
    assert_eq!(known_at(stores, noon() + VERDICT_LASTS, 1).await, None);
    assert!(known.verdicts(&[], noon(), noon()).await.unwrap().is_empty());
}

/// A judge may change its mind.
pub async fn a_newer_verdict_takes_the_place_of_an_older_one(stores: &Stores) {
    let known = &stores.known_images;
    known.judged(&file(1), &Verdict::Safe, "judge", noon()).await.unwrap();
    known.judged(&file(1), &refused("Blood"), "another", noon() + TimeDelta::hours(1)).await.unwrap();
    assert_eq!(known_at(stores, noon(), 1).await, Some(refused("Blood")));
    known.judged(&file(1), &Verdict::Safe, "judge", noon()).await.unwrap();
    assert_eq!(known_at(stores, noon(), 1).await, Some(refused("Blood")), "the older verdict came late");
}

/// What was made here is safe until its time is over, whatever a judge says. Somebody who is gone made nothing.
pub async fn what_was_made_here_is_safe_for_a_while(stores: &Stores) {
    let (known, ada) = (&stores.known_images, stores.person(1, "ada").await);
    let until = noon() + TimeDelta::hours(1);
    known.made_here(&file(1), ada, until).await.unwrap();
    known.judged(&file(1), &refused("Blood"), "judge", noon()).await.unwrap();
    assert_eq!(known_at(stores, noon(), 1).await, Some(Verdict::Safe));
    assert_eq!(known_at(stores, until, 1).await, Some(refused("Blood")));
    known.made_here(&file(1), ada, until + TimeDelta::hours(1)).await.unwrap();
    assert_eq!(known_at(stores, until, 1).await, Some(Verdict::Safe), "it was made once more");
    known.made_here(&file(1), ada, until).await.unwrap();
    assert_eq!(known_at(stores, until, 1).await, Some(Verdict::Safe));

    known.made_here(&file(2), UserId(id(99)), until).await.unwrap();
    assert_eq!(known_at(stores, noon(), 2).await, None);
}
