mod people;
mod reports;
mod ties;

use std::sync::Arc;

use vibeslop_domain::{
    accounts::{Administrators, Email},
    ids::UserId,
    social::{Relation, ReportDraft},
};
use vibeslop_ports::{
    feed::Unkept,
    mocks::{MockAccessTokens, MockAccountQueries, MockSocialQueries, MockTransactions, MockUnitOfWork},
};

use super::Social;
use crate::{
    accounts::Accounts,
    fixtures::{CountingIds, SetClock, spawnable},
    page::PageRequest,
};

fn social(
    units: impl IntoIterator<Item = MockUnitOfWork>,
    queries: MockSocialQueries,
) -> (Social, Arc<MockTransactions>) {
    let transactions = Arc::new(MockTransactions::of(units));
    let accounts = Accounts {
        queries: Arc::new(MockAccountQueries::new()),
        transactions: Arc::clone(&transactions) as Arc<_>,
        tokens: Arc::new(MockAccessTokens::new()),
        clock: SetClock::new(),
        ids: Arc::new(CountingIds::default()),
        administrators: Administrators::new(vec![Email::new("root@example.com").unwrap()]),
    };
    (Social { accounts, queries: Arc::new(queries), suggestions: Arc::new(Unkept) }, transactions)
}

const _: fn(&Social, UserId, &ReportDraft, &PageRequest) = |social, person, draft, request| {
    spawnable(&social.begin(person, Relation::Follows, "bob"));
    spawnable(&social.end(person, Relation::Follows, "bob"));
    spawnable(&social.report(person, draft));
    spawnable(&social.followers("bob", request, None));
    spawnable(&social.blocked(person, request));
};
