//! A site of any size, for measurements: people, what they made, whom they follow and what they like, skewed as on real
//! sites, where few are followed by many. The same number of people makes the same site, but for its times, which end now.

mod chance;
mod deeds;
mod gigs;
mod load;
mod population;
mod talk;
mod ties;
mod words;

pub use load::{Loaded, load};
