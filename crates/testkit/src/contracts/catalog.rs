//! Laws of the catalog ports.

use vibeslop_domain::{
    catalog::TagName,
    ids::{StackId, ToolId},
};

use super::Stores;
use crate::fixtures::id;

fn names(texts: &[&str]) -> Vec<TagName> {
    TagName::list(texts).unwrap()
}

/// An entry is found by its name in any case, or by its slug; the catalog's spelling is answered.
pub async fn a_name_is_found_whatever_its_case(stores: &Stores) {
    let mut work = stores.begin().await;
    let wanted = names(&["next.JS", "rust", "node.js"]);
    let found = work.catalog().stacks_named(&wanted, &[StackId(id(1)), StackId(id(2)), StackId(id(3))]).await.unwrap();
    let slugs: Vec<_> = found.iter().map(|stack| (stack.name.as_str(), stack.slug.as_str())).collect();
    assert_eq!(slugs, [("Next.js", "nextjs"), ("Rust", "rust"), ("Node.js", "nodejs")]);
}

/// An unknown name is added, with the identifier given, and is found from then on.
pub async fn an_unknown_name_is_made_once(stores: &Stores) {
    let before = stores.catalog.tools().await.unwrap().len();
    let wanted = names(&["Zed AI", "Claude", "★"]);
    let ids = [ToolId(id(1)), ToolId(id(2)), ToolId(id(3))];
    let mut work = stores.begin().await;
    let made = work.catalog().tools_named(&wanted, &ids).await.unwrap();
    work.commit().await.unwrap();
    assert_eq!((made[0].id, made[0].slug.as_str()), (ids[0], "zed-ai"));
    assert_eq!((made[1].name.as_str(), made[1].slug.as_str()), ("Claude", "claude"));
    let mut work = stores.begin().await;
    let again = work.catalog().tools_named(&names(&["zed ai", "★"]), &[ToolId(id(7)), ToolId(id(8))]).await.unwrap();
    assert_eq!([again[0].id, again[1].id], [ids[0], ids[2]]);
    drop(work);
    let tools = stores.catalog.tools().await.unwrap();
    assert_eq!(tools.len(), before + 2);
    assert!(tools.is_sorted_by_key(|tool| tool.name.to_lowercase()));
}

/// Letters whose lower case depends on where they stand make one entry, not a failure.
pub async fn letters_with_two_lower_cases_are_one_name(stores: &Stores) {
    let mut work = stores.begin().await;
    let first = work.catalog().tools_named(&names(&["ΟΔΟΣ"]), &[ToolId(id(1))]).await.unwrap();
    let (again, ids) = (names(&["οδοσ", "οδος", "İ", "i̇"]), [2, 3, 4, 5].map(|n| ToolId(id(n))));
    let second = work.catalog().tools_named(&again, &ids).await.unwrap();
    assert_eq!(second[0].id, first[0].id);
}

/// Of two who add one name at the same moment both get the same entry.
pub async fn two_who_make_the_same_entry_get_the_same(stores: &Stores) {
    let make = async |number: u128| {
        let mut work = stores.begin().await;
        let ids = [StackId(id(number)), StackId(id(number + 1))];
        let order = if number == 1 { ["Axum", "Zig"] } else { ["Zig", "Axum"] };
        let mut made = work.catalog().stacks_named(&names(&order), &ids).await.unwrap();
        work.commit().await.unwrap();
        made.sort_by(|one, other| one.name.cmp(&other.name));
        made
    };
    let (one, other) = futures_join(make(1), make(11)).await;
    assert_eq!(one, other);
}

/// Both at once, without a runtime's help.
async fn futures_join<A, B>(one: impl Future<Output = A>, other: impl Future<Output = B>) -> (A, B) {
    let (mut one, mut other) = (std::pin::pin!(one), std::pin::pin!(other));
    let (mut first, mut second) = (None, None);
    std::future::poll_fn(|context| {
        use std::task::Poll;
        if first.is_none()
            && let Poll::Ready(value) = one.as_mut().poll(context)
        {
            first = Some(value);
        }
        if second.is_none()
            && let Poll::Ready(value) = other.as_mut().poll(context)
        {
            second = Some(value);
        }
        match (first.take(), second.take()) {
            (Some(one), Some(other)) => Poll::Ready((one, other)),
            (one, other) => {
                (first, second) = (one, other);
                Poll::Pending
            }
        }
    })
    .await
}
