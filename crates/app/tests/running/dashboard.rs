//! The program shows how it does, with all that only the whole of it measures.

use std::time::{Duration, Instant};

use crate::program::{Program, client, folder, sign_in};

/// What stands beside a name in a list of numbers.
fn fact<'a>(page: &'a str, name: &str) -> &'a str {
    let (_, behind) = page.split_once(&format!("<dt>{name}</dt><dd>")).unwrap_or_else(|| panic!("no {name} in {page}"));
    behind.split_once('<').unwrap().0
}

/// The cells of the row that has this name.
fn row<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let (_, behind) = page.split_once(&format!("<th scope=\"row\">{name}</th>")).unwrap_or_default();
    let (row, _) = behind.split_once("</tr>").unwrap_or_default();
    row.split("<td").skip(1).filter_map(|cell| cell.split_once('>')?.1.split_once('<').map(|(text, _)| text)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_dashboard_shows_what_the_program_measures() {
    let folder = folder();
    let program = Program::start(folder.path());
    let client = client();
    let somebody = sign_in(&client, &program.url).await;
    for path in ["/api/me", "/api/me", "/api/tools", "/api/tools"] {
        let answer = client.get(format!("{}{path}", program.url)).bearer_auth(&somebody).send().await.unwrap();
        assert_eq!(answer.status(), 200);
    }
    let began = Instant::now();
    let page = loop {
        let answer = client.get(format!("{}/dev/dashboard", program.url)).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        let page = answer.text().await.unwrap();
        // The welcome is sent by a job, and connections are looked at every few seconds.
        if row(&page, "Mail").get(4) == Some(&"1") && fact(&page, "Connections in use") != "–" {
            break page;
        }
        assert!(began.elapsed() < Duration::from_secs(20), "{page}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    assert_eq!(row(&page, "GET /api/me")[5], "2", "{page}");
    assert_eq!(row(&page, "catalog"), ["2", "50.0 %"], "asked twice, read once");
    for name in ["Memory", "Threads", "Open files", "Running for", "Idle", "Allowed"] {
        assert_ne!(fact(&page, name), "–", "{name}");
    }
    assert_eq!(fact(&page, "Version"), env!("CARGO_PKG_VERSION"));
    assert_eq!(row(&page, "default").len(), 7, "a number for each state");
    assert!(!page.contains(&somebody), "tokens are nobody's business");
    assert!(program.stop().0);
}
