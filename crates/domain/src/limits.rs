//! Limits on how often something may be done: a policy has a name, a quota and a window, and a person's uses are
//! counted in windows that follow each other on the clock.

mod action;
mod policy;
mod standing;
mod window;

pub use action::Action;
pub use policy::{Policy, PolicyName};
pub use standing::{Decision, Standing, tightest};
pub use window::Window;
