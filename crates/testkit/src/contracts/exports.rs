//! Laws of archives.

use chrono::{DateTime, TimeDelta, Utc};
use vibeslop_domain::{accounts::ExportSection, ids::UserId};
use vibeslop_ports::accounts::{ExportLink, ExportState, MadeExport};

use super::Stores;
use crate::fixtures::{id, noon};

fn made(number: u128, parts: u32) -> MadeExport {
    MadeExport { archive: id(number), parts, size: 4, made_at: noon(), expires_at: noon() + TimeDelta::days(3) }
}

async fn request(stores: &Stores, person: UserId, now: DateTime<Utc>) -> Option<ExportState> {
    let mut work = stores.begin().await;
    let state = work.exports().request(person, now).await.unwrap();
    work.commit().await.unwrap();
    state
}

async fn add_part(stores: &Stores, person: UserId, archive: u128, part: u32) -> bool {
    let mut work = stores.begin().await;
    let wanted = work.exports().add_part(person, id(archive), part, b"part".to_vec()).await.unwrap();
    work.commit().await.unwrap();
    wanted
}

async fn finish(stores: &Stores, person: UserId, made: &MadeExport) -> bool {
    let mut work = stores.begin().await;
    let finished = work.exports().finish(person, made).await.unwrap();
    work.commit().await.unwrap();
    finished
}

/// A person has one archive, that of the attempt that came to its end first with all its parts.
pub async fn an_archive_is_one_at_a_time_and_whole(stores: &Stores) {
    let ada = stores.person(1, "ada").await;
    assert_eq!(request(stores, UserId(id(9)), noon()).await, None);
    assert!(!add_part(stores, ada, 10, 0).await, "nobody asked for it");
    let state = Some(ExportState { requested_at: noon(), made: None });
    assert_eq!(request(stores, ada, noon()).await, state);
    assert_eq!(request(stores, ada, noon() + TimeDelta::hours(1)).await, state);

    assert!(
        add_part(stores, ada, 10, 0).await && add_part(stores, ada, 11, 0).await && add_part(stores, ada, 12, 0).await
    );
    assert!(!finish(stores, ada, &made(10, 2)).await, "a part is missing");
    assert!(finish(stores, ada, &made(11, 1)).await);
    assert!(!finish(stores, ada, &made(12, 1)).await, "there is one by now");
    for archive in [10, 12] {
        assert_eq!(stores.exports.part(id(archive), 0).await.unwrap(), None);
    }
    assert_eq!(stores.exports.part(id(11), 0).await.unwrap(), Some(b"part".to_vec()));
    assert_eq!(stores.exports.part(id(11), 1).await.unwrap(), None);
    let end = noon() + TimeDelta::days(3);
    let kept = request(stores, ada, end - TimeDelta::seconds(1)).await.unwrap();
    assert_eq!(kept, ExportState { requested_at: noon(), made: Some(made(11, 1)) });
    assert_eq!(request(stores, ada, end).await, Some(ExportState { requested_at: end, made: None }));
    assert_eq!(stores.exports.part(id(11), 0).await.unwrap(), None);

    let account = stores.exports.rows(ada, ExportSection::Account, None, 10).await.unwrap();
    assert_eq!(account.len(), 1);
    assert_eq!(stores.exports.rows(ada, ExportSection::Account, Some(account[0].place), 10).await.unwrap(), []);
    for section in ExportSection::ALL.into_iter().filter(|section| section.is_list()) {
        let rows = stores.exports.rows(ada, section, None, 10).await.unwrap();
        assert!(rows.is_empty() || section == ExportSection::Pictures, "{section:?}: {rows:?}");
    }
}

/// A link is worth something while the archive is kept, and until the next of its kind.
pub async fn a_link_leads_to_the_archive_until_the_next(stores: &Stores) {
    let (ada, now) = (stores.person(1, "ada").await, noon());
    let link = async |way, hash: u8| {
        let mut work = stores.begin().await;
        let linked = work.exports().link(ada, way, [hash; 32], now).await.unwrap();
        work.commit().await.unwrap();
        linked
    };
    assert!(!link(ExportLink::Mail, 1).await, "there is no archive");
    request(stores, ada, now).await;
    assert!(!link(ExportLink::Mail, 1).await, "it is not made");
    assert!(add_part(stores, ada, 10, 0).await && finish(stores, ada, &made(10, 1)).await);
    assert!(link(ExportLink::Mail, 1).await && link(ExportLink::Page, 2).await && link(ExportLink::Page, 3).await);
    for (hash, leads) in [(1, true), (2, false), (3, true), (4, false)] {
        let found = stores.exports.linked([hash; 32], now).await.unwrap();
        assert_eq!(found, leads.then(|| made(10, 1)), "{hash}");
    }
    assert_eq!(stores.exports.linked([1; 32], now + TimeDelta::days(3)).await.unwrap(), None);
}
