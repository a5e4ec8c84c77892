mod cleaning;
mod comments;
mod images;
mod known_images;
mod post_edits;
mod posts;
mod project_changes;
mod projects;
mod side_by_side;

use std::sync::Arc;

use vibeslop_domain::content::{DataUrl, ImageEntry, ImageFormat, MediaFile, StoredImage};
use vibeslop_ports::{
    content::CheckedImage,
    mocks::{MockImageChecker, MockImageJudge, MockKnownImages, MockMediaStore, MockTransactions},
    moderation::Verdict,
};

use super::Images;
use crate::fixtures::{SetClock, holds, judge, no_known_images};

/// `data:image/png;base64,` and one byte.
const PICTURE: &str = "data:image/png;base64,AQ==";
/// Another byte.
const OTHER_PICTURE: &str = "data:image/png;base64,Ag==";

fn file(byte: u8) -> MediaFile {
    MediaFile::new([byte; 32], ImageFormat::Png)
}

fn own(byte: u8) -> StoredImage {
    StoredImage::own(&file(byte))
}

fn new(byte: u8) -> ImageEntry {
    ImageEntry::New(DataUrl { bytes: vec![byte] })
}

/// What pictures meet on their way in. The checker names a picture after its first byte.
struct Gate {
    checker: MockImageChecker,
    judge: MockImageJudge,
    known: MockKnownImages,
    store: MockMediaStore,
}

impl Gate {
    fn new() -> Self {
        let mut checker = MockImageChecker::new();
        checker.expect_check().returning(|bytes| Ok(CheckedImage { file: file(bytes[0]), bytes }));
        Self { checker, judge: judge(), known: no_known_images(), store: MockMediaStore::new() }
    }

    /// Everything may be shown.
    fn open() -> Self {
        let mut gate = Self::new();
        gate.judge.expect_judge().returning(|_| Ok(Verdict::Safe));
        gate.store.expect_put().returning(|_| Ok(()));
        gate
    }

    /// Nothing is asked and nothing is kept.
    fn untouched() -> Self {
        let mut gate = Self { checker: MockImageChecker::new(), ..Self::new() };
        gate.checker.expect_check().never();
        gate.judge.expect_judge().never();
        gate.store.expect_put().never();
        gate
    }

    fn images(self) -> Images {
        Images {
            checker: Arc::new(self.checker),
            judge: Arc::new(self.judge),
            known: Arc::new(self.known),
            store: Arc::new(self.store),
            holds: Arc::new(holds()),
            transactions: Arc::new(MockTransactions::default()),
            clock: SetClock::new(),
        }
    }
}
