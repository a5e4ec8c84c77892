use proptest::prelude::*;

use super::*;
use crate::ids::PostId;

fn moment() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

/// Items of these authors, best first, some with the same score.
fn ranking(authors: &[u128]) -> Vec<Ranked> {
    let count = authors.len();
    (0u32..)
        .zip(authors)
        .map(|(n, author)| {
            let id = Uuid::from_u128(0xffff - u128::from(n));
            let recent = usize::try_from(n).unwrap() < count / 2;
            let place = Place { recent, score: f64::from(1_000 - n / 3), at: moment(), id };
            Ranked { item: ItemRef::Post(PostId(id)), author: UserId(Uuid::from_u128(*author)), place }
        })
        .collect()
}

/// Reads ahead as the port promises to.
fn read(ranking: &[Ranked], walk: &Walk, window: usize) -> Ahead {
    let mut held = Vec::new();
    let mut full_up = HashSet::new();
    for waiting in &walk.waiting {
        let of_author = ranking.iter().filter(|ranked| {
            ranked.author == waiting.author
                && ranked.place < waiting.behind
                && walk.behind.is_some_and(|behind| ranked.place >= behind)
        });
        let of_author: Vec<Ranked> = of_author.take(MAX_PER_AUTHOR + 1).copied().collect();
        if of_author.len() > MAX_PER_AUTHOR {
            full_up.insert(waiting.author);
        }
        held.extend(of_author);
    }
    let rest = ranking
        .iter()
        .filter(|ranked| walk.behind.is_none_or(|behind| ranked.place < behind) && !full_up.contains(&ranked.author));
    let next: Vec<Ranked> = rest.clone().take(window).copied().collect();
    Ahead { exhausted: next.len() < window, held, next }
}

fn begun() -> Walk {
    Walk::begin(Snapshot { at: moment() }, moment())
}

proptest! {
    #[test]
    fn a_walk_shows_each_item_once_and_no_author_too_often(
        authors in proptest::collection::vec(0u128..6, 0..120),
        sizes in proptest::collection::vec(1usize..25, 1..5),
        gone in proptest::collection::hash_set(0usize..120, 0..20),
    ) {
        let mut left = ranking(&authors);
        let all = left.clone();
        let deleted: HashSet<Uuid> =
            gone.iter().filter_map(|n| all.get(*n)).map(|ranked| ranked.place.id).collect();
        let (mut walk, mut seen, mut order) = (begun(), HashSet::new(), Vec::new());
        for page_number in 0usize.. {
            let size = sizes[page_number % sizes.len()];
            let ahead = read(&left, &walk, size * 2 + 5);
            let (page, next) = next_page(&walk, &ahead, size);
            prop_assert!(page.len() <= size);
            for ranked in &page {
                prop_assert!(page.iter().filter(|other| other.author == ranked.author).count() <= MAX_PER_AUTHOR);
                prop_assert!(seen.insert(ranked.place.id), "twice");
                order.push(*ranked);
            }
            // Somebody deletes things between the first page and the second.
            if page_number == 0 {
                left.retain(|ranked| !deleted.contains(&ranked.place.id));
            }
            let Some(next) = next else { break };
            prop_assert!(!page.is_empty() || page_number < 2, "a page in the middle is empty");
            let text = next.encode();
            walk = Walk::decode(&text).unwrap();
            prop_assert!(page_number < 500, "it does not end");
        }
        for ranked in &left {
            prop_assert!(seen.contains(&ranked.place.id), "missed");
        }
    }

    #[test]
    fn without_crowds_the_order_is_the_rankings(count in 0usize..60, size in 1usize..20) {
        let authors: Vec<u128> = (0..u128::try_from(count).unwrap()).collect();
        let all = ranking(&authors);
        let (mut walk, mut shown) = (Some(begun()), Vec::new());
        while let Some(current) = walk {
            let (page, next) = next_page(&current, &read(&all, &current, size + 1), size);
            shown.extend(page);
            walk = next;
        }
        prop_assert_eq!(shown, all);
    }
}

#[test]
fn what_is_passed_over_comes_first_on_the_next_page() {
    let all = ranking(&[1, 1, 1, 1, 2, 3]);
    let (first, next) = next_page(&begun(), &read(&all, &begun(), 10), 4);
    assert_eq!(first, [all[0], all[1], all[2], all[4]]);
    let walk = next.unwrap();
    let (second, next) = next_page(&walk, &read(&all, &walk, 10), 4);
    assert_eq!((second, next), (vec![all[3], all[5]], None));
}

#[test]
fn recent_stands_above_older_whatever_the_score() {
    let place = |recent, score| Place { recent, score, at: moment(), id: Uuid::nil() };
    assert!(place(true, 0.0) > place(false, 1e9));
    assert!(place(true, 2.0) > place(true, 1.0));
}

#[test]
fn a_walk_goes_on_in_a_newer_snapshot_and_remembers_how_far_it_had_come() {
    let all = ranking(&[1, 2, 3]);
    let (_, next) = next_page(&begun(), &read(&all, &begun(), 10), 2);
    let old = next.unwrap();
    let later = Snapshot { at: moment() + TimeDelta::hours(1) };
    assert!(old.snapshot.is_kept(moment() + TimeDelta::minutes(31)) && !old.snapshot.is_kept(later.at));
    let mut walk = old.clone().resume(later, later.at).unwrap();
    assert_eq!(walk.floors, [Floor { seen_at: moment(), as_of: moment(), reached: all[1].place }]);
    assert_eq!((walk.snapshot, walk.behind), (later, None));
    // Nothing was shown in the newer one yet, so that there is nothing to remember of it.
    assert_eq!(walk.clone().resume(later, later.at).unwrap().floors.len(), 1);
    for _ in 1..MAX_FLOORS {
        walk.behind = Some(all[0].place);
        walk = walk.resume(later, later.at).unwrap();
    }
    walk.behind = Some(all[0].place);
    assert_eq!(walk.resume(later, later.at), None);
}

#[test]
fn a_walk_begins_in_a_fresh_snapshot_alone() {
    let snapshot = Snapshot { at: moment() };
    assert!(snapshot.is_fresh(moment()) && snapshot.is_fresh(moment() + TimeDelta::seconds(89)));
    assert!(!snapshot.is_due(moment() + TimeDelta::seconds(59)) && snapshot.is_due(moment() + DUE));
    assert!(!snapshot.is_fresh(moment() + FRESH) && !snapshot.is_fresh(moment() - TimeDelta::seconds(1)));
}
