//! Searches. What fits is found, and how well it fits is said, as PostgreSQL's full-text search and its trigrams do; the
//! formulas are those of the statements there.

mod asked;
mod corrected;
mod people;
mod queries;
mod things;
