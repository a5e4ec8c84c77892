//! What hot paths do without asking anybody: `cargo bench -p vibeslop-bench`.

use std::hint::black_box;

use chrono::{DateTime, TimeDelta, Utc};
use criterion::{Criterion, criterion_group, criterion_main};
use secrecy::ExposeSecret;
use uuid::Uuid;
use vibeslop_application::feed::FeedPage;
use vibeslop_domain::{
    content::{ItemRef, mentions},
    feed::{Ahead, Engagement, Place, Ranked, Snapshot, Walk, for_you_score, next_page},
    ids::{PostId, UserId},
    page::{TimeCursor, TimeList},
    search::SearchQuery,
};
use vibeslop_ports::{
    content::{AuthorView, Counts, PostView, ViewerFlags},
    feed::{FeedContent, FeedItemView},
    tokens::{AccessTokens, Claims},
};
use vibeslop_tokens::JoseTokens;

/// A page of the feed.
const SIZE: u32 = 20;

fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

fn id(number: u32) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + u128::from(number))
}

fn ranking(c: &mut Criterion) {
    let liked = Engagement { likes: 40, comments: 3, reposts: 1, ..Engagement::default() };
    let at = now() - TimeDelta::hours(7);
    c.bench_function("rank an item", |b| {
        b.iter(|| for_you_score(black_box(&liked), black_box(at), now(), true));
    });
    let ranked = |number: u32| Ranked {
        item: ItemRef::Post(PostId(id(number))),
        author: UserId(id(number % 7)),
        place: Place { recent: true, score: f64::from(1_000 - number), at, id: id(number) },
    };
    let ahead = Ahead { held: Vec::new(), next: (0..2 * SIZE + 10).map(ranked).collect(), exhausted: false };
    let walk = Walk::begin(Snapshot { at: now() }, now());
    c.bench_function("choose a page of the feed", |b| {
        b.iter(|| next_page(black_box(&walk), black_box(&ahead), 20));
    });
    let (_, next) = next_page(&walk, &ahead, 20);
    let next = next.unwrap_or(walk);
    let text = next.encode();
    c.bench_function("write the cursor of a walk", |b| b.iter(|| black_box(&next).encode()));
    c.bench_function("read the cursor of a walk", |b| b.iter(|| Walk::decode(black_box(&text))));
}

fn texts(c: &mut Criterion) {
    let post = "Shipped the `parser` with @ada and @bob_2, thanks to mail@example.com. ".repeat(10);
    c.bench_function("find mentions in 700 characters", |b| b.iter(|| mentions(black_box(&post))));
    let query = "\"release notes\" parser -draft from:ada tool:claude-code since:2026-01-01 until:2026-02-01";
    c.bench_function("understand a search", |b| b.iter(|| SearchQuery::parse(black_box(query))));
    let cursor = TimeCursor { at: now(), id: id(7) };
    let text = cursor.encode(TimeList::Conversations);
    c.bench_function("write the cursor of a list", |b| b.iter(|| black_box(&cursor).encode(TimeList::Conversations)));
    c.bench_function("read the cursor of a list", |b| {
        b.iter(|| TimeCursor::decode(black_box(&text), TimeList::Conversations));
    });
}

#[expect(clippy::expect_used, reason = "a measurement without a token is none")]
fn token(c: &mut Criterion) {
    let tokens =
        JoseTokens::new(&"a secret for measurements, which guards nothing at all".into()).expect("long enough");
    let claims = Claims {
        user: UserId(id(1)),
        token_id: Some(id(2).to_string()),
        issued_at: Some(now()),
        expires_at: now() + TimeDelta::days(7),
    };
    let token = tokens.issue(&claims).expect("all is there");
    c.bench_function("verify a token", |b| b.iter(|| tokens.verify(black_box(token.expose_secret()), now())));
}

fn json(c: &mut Criterion) {
    let item = |number: u32| FeedItemView {
        item: FeedContent::Post(Box::new(PostView {
            id: PostId(id(number)),
            content: "Shipped the parser, and this time it reads everything that people write. ".repeat(3),
            counts: Counts { likes: 40, comments: 3, reposts: 1, impressions: 700 },
            created_at: now(),
            edited_at: None,
            media: Vec::new(),
            author: AuthorView {
                id: UserId(id(number)),
                username: format!("person_{number}"),
                display_name: "Ada Example".to_owned(),
                avatar_url: Some("https://avatars.example.com/u/1?v=4".to_owned()),
                is_verified: true,
            },
            project: None,
            quote: None,
            viewer: Some(ViewerFlags::default()),
        })),
        repost: None,
    };
    let page = FeedPage { items: (0..SIZE).map(item).collect(), next_cursor: Some("x".repeat(120)) };
    c.bench_function("write a page of the feed as JSON", |b| {
        b.iter(|| vibeslop_http::feed_json(black_box(page.clone()), "https://api.example.com"));
    });
}

criterion_group!(pure, ranking, texts, token, json);
criterion_main!(pure);
