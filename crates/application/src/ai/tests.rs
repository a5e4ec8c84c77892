mod answer;
mod covers;
mod generation;
mod improving;
mod injection;
mod pinned;
mod prompt;
mod written_down;

use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use vibeslop_domain::{
    content::{ImageFormat, MediaFile},
    ids::UserId,
};
use vibeslop_ports::{
    StoreError,
    ai::{CallLog, ModelCall, UsageLine},
    content::CheckedImage,
    mocks::{MockImageChecker, MockMediaStore, MockPainter, MockTransactions, MockVisionModel},
};

use crate::{
    ai::{Books, CoverPainter},
    content::Images,
    fixtures::{SetClock, holds, judge, no_known_images},
    github::Repositories,
};

/// Books that a test can read.
#[derive(Debug, Default)]
pub(super) struct Ledger(Mutex<Vec<ModelCall>>);

impl Ledger {
    pub(super) fn calls(&self) -> Vec<ModelCall> {
        self.0.lock().unwrap().clone()
    }
}

#[async_trait::async_trait]
impl CallLog for Ledger {
    async fn record(&self, call: &ModelCall) -> Result<(), StoreError> {
        self.0.lock().unwrap().push(call.clone());
        Ok(())
    }

    async fn usage_since(&self, _: DateTime<Utc>, _: Option<UserId>) -> Result<Vec<UsageLine>, StoreError> {
        Ok(Vec::new())
    }
}

fn books() -> Books {
    Books { log: Arc::new(Ledger::default()), clock: SetClock::new() }
}

/// Covers by this painter. Every bytes are a picture but those that say `broken`.
fn covers(mut painter: MockPainter, repositories: Repositories) -> CoverPainter {
    painter.expect_name().returning(|| "a painter".to_owned());
    let mut vision = MockVisionModel::new();
    vision.expect_name().returning(|| "an eye".to_owned());
    let mut checker = MockImageChecker::new();
    checker.expect_check().returning(|bytes| match bytes.as_slice() {
        b"broken" => Err(vibeslop_domain::Invalid::because("is no picture").into()),
        _ => Ok(CheckedImage { file: MediaFile::new([7; 32], ImageFormat::Png), bytes }),
    });
    let mut known = no_known_images();
    known.expect_made_here().returning(|_, _, _| Ok(()));
    let images = Images {
        checker: Arc::new(checker),
        judge: Arc::new(judge()),
        known: Arc::new(known),
        store: Arc::new(MockMediaStore::new()),
        holds: Arc::new(holds()),
        transactions: Arc::new(MockTransactions::default()),
        clock: SetClock::new(),
    };
    CoverPainter { painter: Arc::new(painter), vision: Arc::new(vision), books: books(), images, repositories }
}

/// An answer as it was asked for.
fn good() -> String {
    serde_json::json!({
        "title": "Tidepool",
        "description": "Plan dives with friends.",
        "long_description": "Tidepool helps divers.\n\n## Why it exists\n\nSlack water {is} short.",
        "highlights": ["Shared dive plans", "Tide alerts"],
        "detected_stack": ["Rust", "PostgreSQL"],
        "suggested_image_prompt": "Soft waves",
    })
    .to_string()
}
