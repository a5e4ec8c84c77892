//! What the areas' stores promise beyond the ports' laws: what a page costs, what somebody suspended does to it, and that
//! everything holds while everybody does everything at once.

mod comments;
mod costs;
mod engagement;
mod following;
mod gig_orders;
mod hidden;
mod plans;
mod ranking;
#[path = "../ground/site.rs"]
mod site;
mod storm;
mod told;
