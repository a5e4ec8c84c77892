use std::sync::Arc;

use uuid::Uuid;
use vibeslop_domain::{
    content::{CommentText, ItemRef, NewComment, NewPost},
    gigs::{GigState, Hired},
    ids::{CommentId, ConversationId, MessageId, NotificationId, PostId, ProjectId, ReportId, UserId},
    mail::MailKind,
    messaging::Pair,
    notifications::NotificationKind,
    social::{Relation, ReportStatus, Reported},
};
use vibeslop_ports::{
    accounts::AccountStore,
    notifications::{Cause, NotificationSource},
    stream::What,
};
use vibeslop_testkit::fixtures::{
    CountingIds, FakeClock, id, identity, new_account, new_bid, new_gig, new_post, new_project, noon,
};

use crate::{
    Memory,
    content::rows::CommentRow,
    engagement::rows::{BookmarkRow, LikeRow, Liked, LookRow, Looker, RepostRow},
    gigs::rows::{BidRow, GigRow},
    messaging::rows::{ConversationRow, MessageRow},
    notifications::rows::NotificationRow,
    social::rows::{ReportRow, TieRow},
    unit_of_work::Unit,
    world::World,
};

const ADA: UserId = UserId(id(1));
const BOB: UserId = UserId(id(2));
const ADAS: ItemRef = ItemRef::Post(PostId(id(10)));
const BOBS: ItemRef = ItemRef::Post(PostId(id(11)));

/// A world in which Ada and Bob have done everything to each other.
async fn world() -> World {
    let memory = Memory::new(Arc::new(FakeClock::default()), Arc::new(CountingIds::default()));
    let mut unit = Unit::begin(&memory).await.unwrap();
    for (user, login) in [(ADA, "ada"), (BOB, "bob")] {
        let (username, account) = new_account(login);
        unit.create(user, &username, &account, noon()).await.unwrap();
        unit.link_identity(user, &identity(login), noon()).await.unwrap();
        unit.insert_login_code([u8::from(user == ADA); 32], user, noon()).await.unwrap();
        unit.revoke_token(login, user, noon()).await.unwrap();
    }
    let mut world = std::mem::take(&mut unit.world);
    world.add_post(&new_post(id(10), ADA, "Hi", noon())).unwrap();
    world.add_post(&NewPost { quote: Some(ADAS), ..new_post(id(11), BOB, "Ho", noon()) }).unwrap();
    world.add_project(&new_project(id(20), ADA, "Planner", noon())).unwrap();
    let linking = NewPost { linked_project: Some(ProjectId(id(20))), ..new_post(id(12), BOB, "Look", noon()) };
    world.add_post(&linking).unwrap();
    comment(&mut world, 30, BOB, ADAS, None);
    comment(&mut world, 31, ADA, BOBS, None);
    comment(&mut world, 32, BOB, BOBS, Some(31));
    for (user, item) in [(ADA, BOBS), (BOB, ADAS)] {
        world.likes.put((Liked::Item(item), user), LikeRow { id: id(40), at: noon() });
        world.reposts.put((item, user), RepostRow { id: id(41), at: noon() });
        world.bookmarks.put((item, user), BookmarkRow { id: id(42), at: noon() });
        world.impressions.put((item, Looker::Person(user)), LookRow { at: noon(), browser: None });
        world.mail_refusals.put((user, MailKind::ALL[0]), noon());
    }
    world.likes.put((Liked::Comment(CommentId(id(31))), BOB), LikeRow { id: id(43), at: noon() });
    for relation in [Relation::Follows, Relation::Blocks, Relation::Mutes] {
        world.ties(relation).put((ADA, BOB), TieRow { at: noon() });
        world.ties(relation).put((BOB, ADA), TieRow { at: noon() });
    }
    let source = Some(NotificationSource::Comment(CommentId(id(31))));
    notify(&mut world, 50, BOB, ADA, Some(ADAS), None);
    notify(&mut world, 51, ADA, BOB, Some(BOBS), source);
    for (number, thing, status) in [
        (60, Reported::User(ADA), ReportStatus::Pending),
        (61, Reported::Item(ADAS), ReportStatus::Reviewed),
        (62, Reported::Comment(CommentId(id(31))), ReportStatus::Resolved),
    ] {
        report(&mut world, number, thing, status);
    }
    hire(&mut world);
    talk(&mut world);
    world
}

fn comment(world: &mut World, number: u128, author: UserId, item: ItemRef, parent: Option<u128>) {
    let comment = NewComment {
        id: CommentId(id(number)),
        author,
        item,
        parent: parent.map(|parent| CommentId(id(parent))),
        text: CommentText::new("Nice").unwrap(),
        created_at: noon(),
    };
    world.comments.put(comment.id, CommentRow { comment, edited_at: None, version: 1 });
}

fn notify(
    world: &mut World,
    number: u128,
    actor: UserId,
    recipient: UserId,
    target: Option<ItemRef>,
    source: Option<NotificationSource>,
) {
    let cause = Cause { kind: NotificationKind::Comment, actor, recipient, target: target.map(Into::into), source };
    let id = NotificationId(id(number));
    world.notifications.put(id, NotificationRow { id, cause, preview: None, read: false, at: noon() });
}

fn report(world: &mut World, number: u128, thing: Reported, status: ReportStatus) {
    let id = ReportId(id(number));
    let (reason, item_gone, at) = (None, false, noon());
    let row = ReportRow { id, reporter: BOB, thing, reason, status, item_gone, inserted_at: at, updated_at: at };
    world.reports.put(id, row);
}

/// Ada is hired by Bob, and bids are there for a gig of hers.
fn hire(world: &mut World) {
    for (number, owner, bidder) in [(70, BOB, ADA), (72, ADA, BOB)] {
        let mut gig = new_gig(id(number), owner, "Work", noon());
        let bid = new_bid(id(number + 1), &gig, bidder, noon());
        gig.state = GigState::InProgress(Some(Hired { bid: bid.id, bidder }));
        let (tools, stacks, views) = Default::default();
        world.gigs.put(gig.id, GigRow { gig, tools, stacks, views, views_count: 0, updated_at: noon(), version: 1 });
        world.bids.put(bid.id, BidRow { bid, updated_at: noon() });
    }
}

fn talk(world: &mut World) {
    let conversation = ConversationId(id(80));
    let pair = Pair::of(ADA, BOB).unwrap();
    let row = ConversationRow { id: conversation, pair, created_by: ADA, inserted_at: noon() };
    world.conversations.put(conversation, row);
    let id = MessageId(id(81));
    let content = "Hello".to_owned();
    world.messages.put(id, MessageRow { id, conversation, sender: ADA, content, read_at: None, inserted_at: noon() });
}

/// What was told behind a place.
fn told(world: &World, behind: i64) -> Vec<(UserId, What)> {
    world.stream_events.range(behind + 1..).map(|(_, row)| (row.person, row.what.clone())).collect()
}

#[tokio::test]
async fn nothing_names_an_account_that_was_deleted() {
    let mut world = world().await;
    let before = world.stream_head.0;
    assert!(world.delete_user(ADA));
    assert!(!world.delete_user(ADA), "she is gone");
    // Her identifier is in no row. The stream tells of her end, and others are told of her later.
    let mut rows = world.clone();
    (rows.stream_events, rows.gone) = Default::default();
    let rows = format!("{rows:?}");
    assert!(!rows.contains(&ADA.to_string()) && rows.contains(&BOB.to_string()), "{rows}");
    assert_eq!(world.gone, [ADA]);
    let told = told(&world, before);
    assert!(told.contains(&(ADA, What::PersonEnded)) && told.contains(&(BOB, What::Counts)), "{told:?}");
}

#[tokio::test]
async fn what_others_made_stays_without_what_it_named() {
    let mut world = world().await;
    world.delete_user(ADA);
    let kept = |number: u128| world.posts.get(&PostId(id(number))).map(|row| (row.post.quote, row.post.linked_project));
    assert_eq!([kept(10), kept(11), kept(12)], [None, Some((None, None)), Some((None, None))]);
    let gig = world.gigs.get(&id(70).into()).unwrap();
    assert_eq!((gig.gig.state, gig.version), (GigState::InProgress(None), 2));
    assert!(world.comments.values().next().is_none(), "answers go with what they answer");
    // What was decided is remembered.
    assert_eq!(world.reports.values().map(|row| row.id.0).collect::<Vec<Uuid>>(), [id(62)]);
}

#[tokio::test]
async fn an_item_takes_along_what_hangs_on_it_and_nothing_else() {
    let mut world = world().await;
    assert!(world.delete_post(PostId(id(10))));
    assert!(!world.delete_post(PostId(id(10))));
    assert_eq!(world.comments.values().map(|row| row.comment.id.0).collect::<Vec<_>>(), [id(31), id(32)]);
    assert!(!world.likes.contains(&(Liked::Item(ADAS), BOB)) && world.likes.contains(&(Liked::Item(BOBS), ADA)));
    assert_eq!(
        world.reposts.values().count() + world.bookmarks.values().count() + world.impressions.values().count(),
        3
    );
    assert_eq!(world.notifications.values().map(|row| row.id.0).collect::<Vec<_>>(), [id(51)]);
    assert_eq!(world.reports.values().map(|row| row.id.0).collect::<Vec<_>>(), [id(60), id(62)]);
    assert!(world.hours.iter().all(|((item, _), _)| *item != ADAS));
    assert_eq!(world.posts.get(&PostId(id(11))).unwrap().version, 1, "nobody edited it");
    let before = world.stream_head.0;
    world.delete_comment(CommentId(id(31)));
    assert_eq!(told(&world, before), [(BOB, What::Counts)], "of a comment that was not read of");
    assert!(world.likes.keys_where(|(liked, _), _| matches!(liked, Liked::Comment(_))).is_empty());
}
