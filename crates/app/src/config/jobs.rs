use std::time::Duration;

use vibeslop_application::jobs::NodeSettings;

use super::{
    fault::Noted,
    reader::Reader,
    settings::{JOBS_DEAD_AFTER, JOBS_DEFAULT_PLACES, JOBS_GRACE, JOBS_SCORE_PLACES, JOBS_WORKERS},
    values::{flag, number, span},
};

/// How often a node says that it lives, before it counts as dead.
const BEATS: u32 = 6;
/// The least time after which a node counts as dead. Below it, a server that is busy for a moment would kill all.
const SOONEST: Duration = Duration::from_secs(5);

/// How jobs are run.
#[derive(Debug, Clone, Copy)]
pub struct Jobs {
    /// Whether a program that serves runs jobs as well.
    pub workers: bool,
    /// How they are run.
    pub node: NodeSettings,
}

impl Jobs {
    pub(super) fn read(reader: &mut Reader) -> Result<Self, Noted> {
        let workers = reader.required(&JOBS_WORKERS, flag);
        let default_places = reader.required(&JOBS_DEFAULT_PLACES, |text| number(text, 0..=1_000));
        let score_places = reader.required(&JOBS_SCORE_PLACES, |text| number(text, 0..=1_000));
        let grace = reader.required(&JOBS_GRACE, span);
        let silence = reader.required(&JOBS_DEAD_AFTER, |text| {
            let time = span(text)?;
            if time < SOONEST { Err("is less than 5s".to_owned()) } else { Ok(time) }
        });
        let silence = silence?;
        let node = NodeSettings {
            default_places: default_places?,
            score_places: score_places?,
            grace: grace?,
            silence,
            beat: silence / BEATS,
            ..NodeSettings::default()
        };
        Ok(Self { workers: workers?, node })
    }
}
