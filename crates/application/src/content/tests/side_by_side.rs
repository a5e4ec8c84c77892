//! Slow services are asked at the same time.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use tokio::{sync::Barrier, time::timeout};
use vibeslop_ports::{
    ServiceError,
    content::CheckedImage,
    moderation::{ImageJudge, Verdict},
};

use super::{Gate, new, own};
use crate::content::Images;

/// Answers when everybody is waiting for an answer.
struct Patient(Barrier);

#[async_trait]
impl ImageJudge for Patient {
    fn name(&self) -> String {
        "patient".to_owned()
    }

    async fn judge(&self, _: &CheckedImage) -> Result<Verdict, ServiceError> {
        self.0.wait().await;
        Ok(Verdict::Safe)
    }
}

#[tokio::test]
async fn all_pictures_are_judged_at_the_same_time() {
    let images = Images { judge: Arc::new(Patient(Barrier::new(3))), ..Gate::open().images() };
    let kept = timeout(Duration::from_secs(10), images.keep("media", vec![new(1), new(2), new(3)])).await;
    assert_eq!(kept.expect("one after the other").unwrap(), [own(1), own(2), own(3)]);
}
