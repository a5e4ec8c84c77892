//! Limits on how often something may be done: a policy has a name, a quota and a window, and a person's uses are
//! counted in windows that follow each other on the clock.
//!
//! ```
//! use std::time::Duration;
//!
//! use chrono::{DateTime, TimeDelta};
//! use vibeslop_domain::limits::{Policy, PolicyName, Standing, Window, tightest};
//!
//! let at_25_past = DateTime::UNIX_EPOCH + TimeDelta::minutes(25);
//! let began = Window::HOUR.start(at_25_past);
//! assert_eq!((began, Window::HOUR.left(began, at_25_past)), (DateTime::UNIX_EPOCH, Duration::from_secs(35 * 60)));
//!
//! let standing = |name, remaining| Standing {
//!     policy: Policy { name, quota: 10, window: Window::HOUR },
//!     remaining,
//!     resets_in: Duration::from_secs(60),
//! };
//! let standings = [standing(PolicyName::Posts, 4), standing(PolicyName::User, 9)];
//! assert_eq!(tightest(&standings).unwrap().policy.name, PolicyName::Posts);
//! ```

mod action;
mod policy;
mod standing;
mod window;

pub use action::Action;
pub use policy::{Policy, PolicyName};
pub use standing::{Decision, Standing, tightest};
pub use window::Window;
