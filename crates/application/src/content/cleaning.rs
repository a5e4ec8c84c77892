//! Taking away pictures that nothing refers to.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use vibeslop_domain::content::MediaFile;
use vibeslop_ports::jobs::{Job, JobResult, Priority};

use super::Images;
use crate::{Error, failures::failed, in_transaction};

/// How many pictures are looked up at once.
const AT_ONCE: u32 = 200;

/// Pictures are to be taken away that nothing refers to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CleanPictures {}

impl Job for CleanPictures {
    const KIND: &'static str = "clean_pictures";
    const MAX_ATTEMPTS: u16 = 5;
    const TIME_LIMIT: Duration = Duration::from_mins(10);
    const PRIORITY: Priority = Priority::LOW;
}

impl Images {
    /// Takes away all pictures that nothing refers to and nobody is about to refer to. One that somebody is busy with is
    /// left for another time.
    pub async fn clean(&self) -> JobResult {
        let (mut after, mut removed) = (None, 0_u64);
        loop {
            let unused = self.holds.unused(after, AT_ONCE, self.clock.now()).await.map_err(failed)?;
            let Some(last) = unused.last().copied() else { break };
            // A unit of work for each, and none of them long: it keeps others from holding that one picture meanwhile.
            for file in unused {
                match self.take_away(file).await {
                    Ok(true) => removed += 1,
                    Ok(false) => {}
                    Err(error) if error.is_contention() => {}
                    Err(error) => return Err(failed(error)),
                }
            }
            after = Some(last);
        }
        if removed > 0 {
            tracing::info!(removed, "took away pictures that nothing refers to");
        }
        Ok(())
    }

    /// Takes a picture away if it is still unused. The file goes while its name is locked: whoever wants to keep the same
    /// picture waits, and finds it gone. If the unit of work fails after that, a name without a file is left, which the
    /// next time finds unused again, and whoever keeps the picture in between keeps it anew.
    async fn take_away(&self, file: MediaFile) -> Result<bool, Error> {
        in_transaction(&*self.transactions, async |tx| {
            let struck = tx.media().strike(&file, self.clock.now()).await?;
            if struck {
                self.store.remove(&file).await?;
            }
            Ok(struck)
        })
        .await
    }
}
