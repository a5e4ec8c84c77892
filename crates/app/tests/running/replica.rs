//! Reads that may be late go to a server that follows the first, if that one is there and not too late.

use std::{fs, time::Duration};

use serde_json::json;
use vibeslop_bench::site::{
    Running, Visitor, free_ports, people,
    wire::{Connection, Request},
};
use vibeslop_cluster::ClusterOptions;

use crate::site::{Site, until};

/// The posts that somebody finds, by what is in them.
async fn found(visitor: &mut Visitor, path: &str) -> Vec<String> {
    let answer = visitor.ask(Request::get(path)).await.unwrap();
    assert_eq!(answer.head.status, 200);
    let all = answer.json();
    let posts = all["data"].as_array().or_else(|| all["posts"].as_array()).unwrap_or_else(|| panic!("{all}"));
    posts.iter().filter_map(|post| Some(post["content"].as_str()?.to_owned())).collect()
}

struct Writer(Visitor);

impl Writer {
    async fn writes(&mut self, content: &str) {
        let answer = self.0.ask(Request::post("/api/posts", &json!({"post": {"content": content}}))).await.unwrap();
        assert_eq!(answer.head.status, 201, "{}", answer.json());
    }
}

async fn sql(url: &str, statement: &str) {
    use diesel_async::SimpleAsyncConnection;
    let target = vibeslop_postgres::connect::Target::new(&url.into()).unwrap();
    target.connect().await.unwrap().batch_execute(statement).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_read_from_the_replica_unless_it_is_late_or_away() {
    const EXPLORE: &str = "/api/posts?type=explore&limit=5";
    const FOR_YOU: &str = "/api/posts?limit=5";
    const IN_USE: &str = "vibeslop_database_replica_in_use";
    const AT_REPLICA: &str = r#"vibeslop_database_late_reads_total{pool="replica"}"#;
    const AT_PRIMARY: &str = r#"vibeslop_database_late_reads_total{pool="primary"}"#;
    let (site, mut settings) = Site::new(50, &[("DATABASE_REPLICA_STALENESS", "5s")]);
    let mut options = ClusterOptions::new(site.folder.path().join("replica"));
    options.durable = false;
    let replica = site.cluster.follow(&options).unwrap();
    settings.variables.push(("DATABASE_REPLICA_URL".to_owned(), replica.url("postgres")));
    let running = Running::start(settings.clone(), &free_ports(1).unwrap()).await.unwrap();
    let address = running.nodes.address(0).unwrap();
    let metrics = async || {
        let answer = Connection::open(address).await.unwrap().ask(&Request::get("/metrics")).await.unwrap();
        String::from_utf8(answer.body).unwrap()
    };
    let counted = async |name: &str| -> f64 {
        let text = metrics().await;
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ').map(str::to_owned));
        line.map_or(0.0, |value| value.parse().unwrap())
    };
    let patience = Duration::from_secs(20);
    until("the replica is read from", patience, async || counted(IN_USE).await > 0.5).await;
    let somebody = people(&settings.database, 1).await.unwrap().remove(0);
    let mut writer = Writer(Visitor::new(&running.nodes, &somebody.token));
    let mut stranger = Visitor::stranger(&running.nodes);

    // What is written is there soon, and read at the replica.
    writer.writes("written first").await;
    let before = counted(AT_REPLICA).await;
    until("strangers find it", patience, async || {
        found(&mut stranger, EXPLORE).await.contains(&"written first".into())
    })
    .await;
    assert!(counted(AT_REPLICA).await > before);
    // The ranking has arrived as well: its tables are logged now.
    let before = counted(AT_REPLICA).await;
    until("strangers are shown a ranking there", patience, async || {
        found(&mut stranger, FOR_YOU).await;
        counted(AT_REPLICA).await >= before + 2.0
    })
    .await;
    found(&mut stranger, "/api/posts?type=explore&sort_by=trending&limit=5").await;
    found(&mut stranger, "/api/posts?type=explore&sort_by=top&limit=5").await;
    let before = counted(AT_REPLICA).await;
    stranger.ask(Request::get("/api/search?q=written&type=posts")).await.unwrap();
    assert!(counted(AT_REPLICA).await > before, "searches go there too");

    // A replica that stands still: strangers do not find what is new, for as long as it may be late. Whoever is signed in does.
    sql(&replica.url("postgres"), "SELECT pg_wal_replay_pause()").await;
    writer.writes("written second").await;
    assert!(!found(&mut stranger, EXPLORE).await.contains(&"written second".into()), "it was read elsewhere");
    assert!(found(&mut writer.0, EXPLORE).await.contains(&"written second".into()));
    until("it is too late", patience, async || counted(IN_USE).await < 0.5).await;
    let before = counted(AT_PRIMARY).await;
    assert!(found(&mut stranger, EXPLORE).await.contains(&"written second".into()));
    assert!(counted(AT_PRIMARY).await > before);
    sql(&replica.url("postgres"), "SELECT pg_wal_replay_resume()").await;
    until("it is read from again", patience, async || counted(IN_USE).await > 0.5).await;
    assert!(found(&mut stranger, EXPLORE).await.contains(&"written second".into()));

    // One that stops: the page at hand is read elsewhere, and so are all that follow.
    replica.stop().unwrap();
    for _ in 0..10 {
        assert!(found(&mut stranger, EXPLORE).await.contains(&"written second".into()));
    }
    until("it is known to be away", patience, async || counted(IN_USE).await < 0.5).await;
    // And one that comes back.
    let replica = site.cluster.follow(&options).unwrap();
    writer.writes("written third").await;
    until("it is read from again", patience, async || counted(IN_USE).await > 0.5).await;
    until("strangers find it", patience, async || {
        found(&mut stranger, EXPLORE).await.contains(&"written third".into())
    })
    .await;
    running.stop().await.unwrap();
    replica.stop().unwrap();
    site.cluster.stop().unwrap();
    // Nothing was ever written there: it would have been refused.
    let log = fs::read_to_string(settings.log(address)).unwrap();
    assert!(!log.contains("read-only"), "{log}");
}
