//! Words of texts that were cut before, as each search reads all texts.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::words::{Weight, Words};

/// How many texts are kept.
const MOST: usize = 100_000;

/// Words by the text that they are of, all worlds together.
#[derive(Debug, Default)]
pub(crate) struct Memo(Mutex<HashMap<String, Arc<Words>>>);

impl Memo {
    fn known(&self) -> MutexGuard<'_, HashMap<String, Arc<Words>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The words of a text in parts.
    pub(crate) fn words(&self, parts: &[(&str, Weight)]) -> Arc<Words> {
        let key: String = parts.iter().flat_map(|(text, weight)| [weight.letter(), text]).collect();
        if let Some(words) = self.known().get(&key) {
            return Arc::clone(words);
        }
        let words = parts.iter().fold(Words::default(), |words, (text, weight)| words.with(text, *weight));
        let words = Arc::new(words);
        let mut known = self.known();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(key, Arc::clone(&words));
        words
    }

    /// Forgets all, so that nothing is kept of a text that is gone.
    pub(crate) fn clear(&self) {
        self.known().clear();
    }
}
