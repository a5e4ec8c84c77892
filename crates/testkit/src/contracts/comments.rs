//! Laws of the ports for comments.

use chrono::{DateTime, TimeDelta, Utc};
use vibeslop_domain::{
    content::{AnsweredComment, CommentText, ItemRef, NewComment, ProjectStatus},
    engagement::{Act, Likeable},
    ids::{CommentId, PostId, ProjectId, UserId},
    page::{Limit, Offset, Start},
    social::{Relation, Tie},
};
use vibeslop_ports::content::{CommentView, ThreadView};

use super::Stores;
use crate::fixtures::{id, new_post, new_project, noon};

const POST: ItemRef = ItemRef::Post(PostId(id(20)));
const PROJECT: ItemRef = ItemRef::Project(ProjectId(id(21)));

fn at(minute: i64) -> DateTime<Utc> {
    noon() + TimeDelta::minutes(minute)
}

/// A post, number 20, and a published project, number 21, of this person.
async fn store_items(stores: &Stores, owner: UserId) {
    let mut work = stores.begin().await;
    work.posts().insert(&new_post(id(20), owner, "A post", noon())).await.unwrap();
    work.projects().insert(&new_project(id(21), owner, "A project", noon())).await.unwrap();
    work.commit().await.unwrap();
}

/// Says something, as the comment of this number, in this minute.
async fn say(stores: &Stores, author: UserId, item: ItemRef, number: u128, parent: Option<u128>, minute: i64) {
    let comment = NewComment {
        id: CommentId(id(number)),
        author,
        item,
        parent: parent.map(|parent| CommentId(id(parent))),
        text: CommentText::new(&format!("Comment {number}")).unwrap(),
        created_at: at(minute),
    };
    let mut work = stores.begin().await;
    let place = work.comments().lock_place(item, comment.parent, author).await.unwrap().unwrap();
    assert_eq!(place.answered.is_some(), comment.parent.is_some());
    work.comments().insert(&comment).await.unwrap();
    work.commit().await.unwrap();
}

async fn tie(stores: &Stores, relation: Relation, person: UserId, other: UserId) {
    let mut work = stores.begin().await;
    assert!(work.social().tie(Tie { relation, person, other }, noon()).await.unwrap());
    work.commit().await.unwrap();
}

async fn read(stores: &Stores, item: ItemRef, viewer: Option<UserId>) -> Vec<ThreadView> {
    let page = stores.comments.threads(item, Start::Skip(Offset::default()), Limit::clamped(50, 100), viewer).await;
    page.unwrap().items
}

fn numbers(comments: &[CommentView]) -> Vec<u128> {
    comments.iter().map(|comment| comment.id.0.as_u128() - id(0).as_u128()).collect()
}

async fn counted(stores: &Stores) -> (i64, i64) {
    let post = stores.posts.post(PostId(id(20)), None).await.unwrap().unwrap();
    let project = stores.projects.card(ProjectId(id(21)), None).await.unwrap().unwrap();
    (post.counts.comments, project.counts.comments)
}

/// Nothing of a comment is lost: whose, on what, answering which. Answers of any depth are in the thread, those to one
/// comment oldest first, and each behind what it answers; every comment is counted on its item.
pub async fn a_comment_comes_back_where_it_was_said(stores: &Stores) {
    let (ada, bob) = (stores.person(1, "ada").await, stores.person(2, "bob").await);
    store_items(stores, ada).await;
    say(stores, bob, POST, 30, None, 1).await;
    say(stores, ada, POST, 31, Some(30), 2).await;
    say(stores, bob, POST, 32, Some(31), 3).await;
    say(stores, ada, POST, 33, Some(32), 4).await;
    // Two at the same moment: the identifier decides.
    say(stores, bob, POST, 35, Some(30), 5).await;
    say(stores, ada, POST, 34, Some(30), 5).await;
    say(stores, ada, PROJECT, 40, None, 6).await;
    assert_eq!(counted(stores).await, (6, 1));

    let mut work = stores.begin().await;
    let like = Act::Like(Likeable::Comment(CommentId(id(33))));
    work.engagement().lock(like, bob).await.unwrap();
    assert!(work.engagement().add(like, bob, noon()).await.unwrap());
    work.commit().await.unwrap();

    let threads = read(stores, POST, Some(bob)).await;
    let [thread] = threads.as_slice() else { panic!("{threads:?}") };
    assert_eq!((thread.comment.id, thread.comment.parent), (CommentId(id(30)), None));
    assert_eq!((thread.comment.content.as_str(), thread.comment.author.username.as_str()), ("Comment 30", "bob"));
    assert_eq!((thread.comment.created_at, thread.comment.edited_at), (at(1), None));
    for (position, answer) in thread.answers.iter().enumerate() {
        let before = || thread.answers.iter().take(position).chain([&thread.comment]);
        assert!(before().any(|earlier| Some(earlier.id) == answer.parent), "{answer:?}");
    }
    let answers: Vec<_> = thread.answers.iter().filter(|answer| answer.parent == Some(thread.comment.id)).collect();
    assert_eq!(answers.iter().map(|answer| answer.id.0).collect::<Vec<_>>(), [31, 34, 35].map(id));
    let deepest = thread.answers.iter().find(|answer| answer.id.0 == id(33)).unwrap();
    assert_eq!((deepest.parent, deepest.likes, deepest.liked), (Some(CommentId(id(32))), 1, true));
    assert!(read(stores, POST, None).await.iter().all(|thread| thread.answers.iter().all(|answer| !answer.liked)));
    assert_eq!(read(stores, PROJECT, None).await.len(), 1);

    let part = stores.comments.thread(CommentId(id(31)), Some(ada)).await.unwrap().unwrap();
    assert_eq!((part.comment.parent, numbers(&part.answers)), (Some(CommentId(id(30))), vec![32, 33]));
    assert!(stores.comments.thread(CommentId(id(99)), None).await.unwrap().is_none());
}

/// Threads come newest first, without gaps or repeats, however many answers they have; those that a viewer does not see
/// shorten no page.
pub async fn a_page_holds_whole_threads(stores: &Stores) {
    let (ada, bob, cleo) =
        (stores.person(1, "ada").await, stores.person(2, "bob").await, stores.person(3, "cleo").await);
    store_items(stores, ada).await;
    for number in 30..35 {
        // Two at a time, so that their identifiers have to order them.
        say(stores, bob, POST, number, None, i64::try_from(number).unwrap() / 2).await;
        say(stores, ada, POST, number + 100, Some(number), 60).await;
    }
    say(stores, cleo, POST, 50, None, 59).await;
    tie(stores, Relation::Mutes, ada, cleo).await;
    let (mut start, mut pages) = (Start::Skip(Offset::default()), Vec::new());
    loop {
        let page = stores.comments.threads(POST, start, Limit::clamped(2, 100), Some(ada)).await.unwrap();
        assert!(page.items.iter().all(|thread| thread.answers.len() == 1));
        pages.push(page.items.into_iter().map(|thread| thread.comment.id.0).collect::<Vec<_>>());
        let Some(next) = page.next else { break };
        start = Start::Behind(next);
    }
    let lengths: Vec<usize> = pages.iter().map(Vec::len).collect();
    assert_eq!((lengths, pages.concat()), (vec![2, 2, 1], [34, 33, 32, 31, 30].map(id).to_vec()));
    let skipped = Start::Skip(Offset::new(4).unwrap());
    let page = stores.comments.threads(POST, skipped, Limit::clamped(10, 100), Some(bob)).await.unwrap();
    assert_eq!(page.items.iter().map(|thread| thread.comment.id.0).collect::<Vec<_>>(), [31, 30].map(id));
}

/// Below a comment that a viewer does not see nothing is seen, and below one that is gone nothing is left.
pub async fn a_comment_goes_with_all_below_it(stores: &Stores) {
    let (ada, bob, cleo) =
        (stores.person(1, "ada").await, stores.person(2, "bob").await, stores.person(3, "cleo").await);
    store_items(stores, ada).await;
    say(stores, ada, POST, 30, None, 1).await;
    say(stores, bob, POST, 31, Some(30), 2).await;
    say(stores, cleo, POST, 32, Some(31), 3).await;
    say(stores, cleo, POST, 33, Some(30), 4).await;
    tie(stores, Relation::Blocks, bob, cleo).await;
    let seen = async |viewer| numbers(&read(stores, POST, viewer).await[0].answers);
    assert_eq!(seen(Some(cleo)).await, [33]);
    assert_eq!(seen(Some(bob)).await, [31]);
    assert_eq!(seen(None).await, [31, 33, 32]);
    assert_eq!(counted(stores).await.0, 4, "the counter is everybody's");

    let mut work = stores.begin().await;
    let locked = work.comments().lock(CommentId(id(31))).await.unwrap().unwrap();
    assert_eq!((locked.author, locked.item, locked.is_public, locked.text.as_str()), (bob, POST, true, "Comment 31"));
    work.comments().delete(locked.id).await.unwrap();
    work.commit().await.unwrap();
    assert_eq!(seen(None).await, [33]);
    assert_eq!(counted(stores).await.0, 2);
    assert!(stores.comments.thread(CommentId(id(32)), None).await.unwrap().is_none());
    assert!(stores.begin().await.comments().lock(CommentId(id(31))).await.unwrap().is_none());
}

/// A place for a comment is an item that the writer may see. A block is told, a mute is not; nothing is answered across
/// items.
pub async fn only_where_a_writer_sees_the_item_is_commented(stores: &Stores) {
    let (ada, bob, cleo) =
        (stores.person(1, "ada").await, stores.person(2, "bob").await, stores.person(3, "cleo").await);
    store_items(stores, ada).await;
    let mut draft = new_project(id(22), ada, "A draft", noon());
    (draft.status, draft.published_at) = (ProjectStatus::Draft, None);
    let mut work = stores.begin().await;
    work.projects().insert(&draft).await.unwrap();
    work.commit().await.unwrap();
    say(stores, cleo, POST, 30, None, 1).await;
    let place = async |item, answered: Option<u128>, viewer| {
        let answered = answered.map(|number| CommentId(id(number)));
        stores.begin().await.comments().lock_place(item, answered, viewer).await.unwrap()
    };
    let hidden = ItemRef::Project(draft.id);
    assert_eq!(place(hidden, None, bob).await, None);
    assert!(place(hidden, None, ada).await.is_some_and(|place| !place.is_public && place.owner == ada));
    assert_eq!(place(ItemRef::Post(PostId(id(99))), None, bob).await, None);
    assert_eq!(place(ItemRef::Project(ProjectId(id(20))), None, bob).await, None, "a post is no project");
    assert_eq!(place(POST, None, UserId(id(99))).await, None, "somebody who is gone");
    let there = place(POST, Some(30), bob).await.unwrap();
    assert_eq!((there.owner, there.is_public, there.blocked), (ada, true, false));
    assert_eq!(there.answered, Some(AnsweredComment { author: cleo, blocked: false }));
    for (item, number) in [(PROJECT, 30), (POST, 99)] {
        assert_eq!(place(item, Some(number), bob).await.unwrap().answered, None, "{item:?} {number}");
    }

    tie(stores, Relation::Blocks, cleo, bob).await;
    let there = place(POST, Some(30), bob).await.unwrap();
    assert_eq!((there.blocked, there.answered), (false, Some(AnsweredComment { author: cleo, blocked: true })));
    tie(stores, Relation::Blocks, bob, ada).await;
    for (item, viewer) in [(POST, bob), (PROJECT, bob)] {
        assert!(place(item, None, viewer).await.is_some_and(|place| place.blocked));
        assert_eq!(read(stores, item, Some(viewer)).await, [], "neither sees what is said there");
    }
    tie(stores, Relation::Mutes, cleo, ada).await;
    assert_eq!(place(POST, None, cleo).await, None);
    assert!(place(POST, None, ada).await.is_some(), "who is muted does not notice");
}

/// An edit changes the text and says when; nothing else changes.
pub async fn an_edited_comment_says_so(stores: &Stores) {
    let ada = stores.person(1, "ada").await;
    store_items(stores, ada).await;
    say(stores, ada, PROJECT, 30, None, 1).await;
    say(stores, ada, PROJECT, 31, Some(30), 2).await;
    let comment = CommentId(id(30));
    let before = stores.comments.thread(comment, None).await.unwrap().unwrap();
    let mut work = stores.begin().await;
    work.comments().lock(comment).await.unwrap();
    work.comments().edit(comment, &CommentText::new("Better").unwrap(), at(9)).await.unwrap();
    work.commit().await.unwrap();
    let after = stores.comments.thread(comment, None).await.unwrap().unwrap();
    let expected = CommentView { content: "Better".to_owned(), edited_at: Some(at(9)), ..before.comment };
    assert_eq!((after.comment, after.answers), (expected, before.answers));
    assert_eq!(counted(stores).await, (0, 2));
}
