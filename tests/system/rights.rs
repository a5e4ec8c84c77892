//! Data rights: what is one's own can be taken along, and taken away.

mod canaries;
mod erasure;
mod export;
mod leaving;
mod pictures;

use std::collections::BTreeSet;

use reqwest::Method;
use vibeslop_application::jobs::{Occasion, Schedule, schedule};
use vibeslop_testkit::app::TestApp;

/// Has the hour come at which what is due is erased, cleaned and pruned, and runs all jobs that there are then.
async fn the_hour_comes(app: &TestApp) {
    let clock = Schedule { transactions: app.ports.transactions.clone(), clock: app.ports.clock.clone() };
    let hourly = BTreeSet::from(["prune_rows", "erase_leavers", "clean_pictures"]);
    let entries = schedule().into_iter().filter(|entry| hourly.contains(entry.name));
    for entry in entries {
        assert!(clock.fire(&entry, app.now(), Occasion::OnTime).await.unwrap(), "{}", entry.name);
    }
    app.run_jobs().await;
}

/// Where a sign-in as `login` ends up.
async fn signs_in(app: &TestApp, login: &str) -> String {
    let start = app.request(Method::GET, "/api/auth/github").send().await.unwrap();
    let cookie = start.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let page = start.headers()["location"].to_str().unwrap().to_owned();
    let picked = app.request(Method::GET, &format!("{page}&login={login}")).send().await.unwrap();
    let callback = picked.headers()["location"].to_str().unwrap().to_owned();
    let back = app.request(Method::GET, &callback).header("cookie", cookie).send().await.unwrap();
    back.headers()["location"].to_str().unwrap().to_owned()
}

/// The token that a sign-in ended with.
fn token(address: &str) -> &str {
    address.split_once("token=").unwrap_or_else(|| panic!("{address}")).1
}
