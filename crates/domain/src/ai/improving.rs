//! Texts that a model makes better.

use crate::{Invalid, text};

/// What is made better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Improvement {
    /// The text of a post.
    Post,
    /// The description of a gig.
    Gig,
}

impl Improvement {
    /// The most characters of a draft.
    pub const fn most(self) -> usize {
        match self {
            Self::Post => 5_000,
            Self::Gig => 10_000,
        }
    }

    /// Judges a draft.
    ///
    /// # Errors
    /// There is nothing to read in it, or too much.
    pub fn judge(self, draft: &str) -> Result<String, Invalid> {
        text::required(draft, 1, self.most())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_neither_blank_nor_too_long() {
        for what in [Improvement::Post, Improvement::Gig] {
            assert_eq!(what.judge("  shipped it "), Ok("shipped it".to_owned()));
            assert!(what.judge(&"é".repeat(what.most())).is_ok());
            for wrong in ["", " \n", "\u{200B}", "a\0b", &"é".repeat(what.most() + 1)] {
                assert!(what.judge(wrong).is_err(), "{wrong:?}");
            }
        }
    }
}
