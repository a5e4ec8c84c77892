//! Laws of which pictures are kept.

use chrono::TimeDelta;
use vibeslop_domain::content::{ImageFormat, MediaFile};

use super::Stores;
use crate::fixtures::noon;

const fn file(byte: u8) -> MediaFile {
    MediaFile::new([byte; 32], ImageFormat::Png)
}

/// A picture is unused when nobody holds it any more, and struck off once.
pub async fn a_held_picture_is_not_struck_off(stores: &Stores) {
    let (now, later) = (noon(), noon() + TimeDelta::hours(1));
    stores.media_holds.hold(&[file(2), file(1), file(2)], later).await.unwrap();
    // Who holds it for a shorter time does not shorten the other's.
    stores.media_holds.hold(&[file(1)], now).await.unwrap();
    assert_eq!(stores.media_holds.unused(None, 10, now).await.unwrap(), []);
    let mut work = stores.begin().await;
    assert!(!work.media().strike(&file(1), now).await.unwrap());
    work.rollback().await.unwrap();

    assert_eq!(stores.media_holds.unused(None, 10, later).await.unwrap(), [file(1), file(2)]);
    assert_eq!(stores.media_holds.unused(Some(file(1)), 10, later).await.unwrap(), [file(2)]);
    assert_eq!(stores.media_holds.unused(None, 1, later).await.unwrap(), [file(1)]);
    let mut work = stores.begin().await;
    assert!(work.media().strike(&file(1), later).await.unwrap());
    assert!(!work.media().strike(&file(1), later).await.unwrap(), "it is struck off already");
    work.commit().await.unwrap();
    assert_eq!(stores.media_holds.unused(None, 10, later).await.unwrap(), [file(2)]);
}
