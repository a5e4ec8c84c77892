//! Stores that are wrong on purpose, each in one way, and the law that notices it.
//!
//! A fault stands in front of sound stores. Each test runs the law twice: without the fault it holds, so that nothing but
//! the fault can be what breaks it.

mod accounts;
mod catalog;
mod content;
mod engagement;
mod gigs;
mod jobs;
mod limits;
mod mail_and_scores;
mod messaging;
mod notifications;
mod queries;
mod social;
mod work;

use std::{panic::AssertUnwindSafe, sync::Arc};

use futures_util::FutureExt;
use vibeslop_postgres::PgTransactions;
use vibeslop_testkit::{
    contracts::{self, Stores},
    fixtures::CountingIds,
    postgres::{FreshDatabase, fresh_database},
};

use self::{
    limits::FaultyLimits,
    queries::Faulty,
    work::{FaultyTransactions, FaultyWork, Notes},
};

/// Makes an enumeration of the faults, and a test of each.
macro_rules! faults {
    ($($(#[$doc:meta])* $fault:ident: $name:ident breaks $area:ident::$law:ident;)*) => {
        /// What is wrong with a store.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Fault {
            /// Nothing.
            None,
            $($(#[$doc])* $fault,)*
        }

        $(#[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            let (sound, _alive) = stores(Fault::None).await;
            contracts::$area::$law(&sound).await;
            let (faulty, _alive) = stores(Fault::$fault).await;
            let end = AssertUnwindSafe(contracts::$area::$law(&faulty)).catch_unwind().await;
            assert!(end.is_err(), "nothing was noticed of it by `{}`", stringify!($law));
        })*
    };
}

faults! {
    /// Says that a text was changed, and keeps the old one.
    LosesAnUpdate: a_lost_update_is_noticed breaks content::an_edited_post_keeps_what_it_said;
    /// Clears a field that a change does not name.
    WritesWhatWasNotNamed: a_field_that_was_not_named_and_changes_is_noticed
        breaks profiles::a_change_writes_what_it_names_and_nothing_else;
    /// Keeps whole seconds.
    CutsTimes: a_time_that_is_cut_is_noticed breaks content::a_post_comes_back_as_it_was_stored;
    /// Counts an act again that was done before.
    CountsTwice: an_act_that_counts_twice_is_noticed breaks engagement::an_act_is_so_once_and_undone_once;
    /// Counts a look each time.
    CountsEveryLook: a_look_that_counts_twice_is_noticed breaks engagement::a_look_counts_once;
    /// Answers everybody with the bookmarks of whoever asked first.
    ShowsOthersBookmarks: anothers_rows_are_noticed breaks engagement::bookmarks_come_newest_first_in_whole_pages;
    /// Tells of a conversation to who takes no part in it.
    TellsStrangers: a_conversation_told_to_a_stranger_is_noticed breaks messaging::a_message_counts_until_it_is_read;
    /// Shows followers to who does not see them.
    HidesNobody: somebody_who_should_be_hidden_is_noticed
        breaks social::lists_of_people_leave_out_whom_the_viewer_does_not_see;
    /// Lists the oldest first.
    OldestFirst: a_wrong_order_is_noticed breaks social::followers_come_newest_first;
    /// Goes on behind a moment, and not behind an entry of it.
    ForgetsTies: a_page_that_leaves_something_out_is_noticed breaks social::followers_come_newest_first;
    /// Answers what was asked for, but not in that order.
    AnswersInAnotherOrder: an_answer_in_another_order_is_noticed breaks catalog::a_name_is_found_whatever_its_case;
    /// Keeps what was undone.
    IgnoresRollback: an_ignored_rollback_is_noticed breaks accounts::what_is_rolled_back_was_never_there;
    /// Undoes what was committed.
    CommitsNothing: a_commit_that_does_nothing_is_noticed breaks accounts::a_username_is_taken_once;
    /// Gives a username to whoever wants it.
    TakesAUsernameTwice: a_username_of_two_is_noticed breaks accounts::a_username_is_taken_once;
    /// Lets a one-time code sign in as often as it comes.
    SignsInTwice: a_code_that_works_twice_is_noticed breaks accounts::a_login_code_works_once_and_in_time;
    /// Lets people come back who are due.
    TakesBackTooLate: a_way_back_without_an_end_is_noticed breaks accounts::who_leaves_can_come_back_until_it_is_time;
    /// Lets revoked tokens speak.
    TrustsRevokedTokens: a_revoked_token_that_speaks_is_noticed breaks accounts::a_revoked_token_speaks_for_nobody;
    /// Says that nobody blocks anybody.
    OverlooksBlocks: a_block_that_is_overlooked_is_noticed breaks social::a_block_shows_from_both_sides;
    /// Takes the same report again.
    TakesAReportTwice: a_report_taken_twice_is_noticed breaks social::a_thing_is_reported_once_by_each;
    /// Opens a second conversation of two people.
    OpensAnother: a_second_conversation_is_noticed breaks messaging::two_people_have_one_conversation;
    /// Keeps telling of what was undone.
    NeverTakesBack: a_like_that_is_not_taken_back_is_noticed breaks notifications::a_like_is_told_once_and_taken_back;
    /// Takes from one limit although another refuses.
    TakesFromOneLimitAlone: a_use_taken_in_vain_is_noticed
        breaks limits::several_limits_are_taken_from_together_or_not_at_all;
    /// Reads, adds one, writes.
    LooksBeforeItCounts: a_race_that_was_lost_is_noticed breaks limits::a_hundred_at_once_get_what_the_quota_has;
    /// Takes a second bid of one person.
    TakesASecondBid: a_second_bid_is_noticed breaks gigs::a_person_has_one_bid_on_a_gig;
    /// Leaves bids pending when somebody else is hired.
    ForgetsTheOthers: a_bid_left_pending_is_noticed breaks gigs::a_hired_gig_names_its_bid_and_rejects_the_others;
    /// Adds a job although another holds its key.
    IgnoresKeys: a_key_of_two_jobs_is_noticed breaks jobs::a_key_is_held_by_one_job_however_many_try;
    /// Lets every node fire an entry of the schedule.
    RunsASchedulePerNode: a_moment_noted_twice_is_noticed breaks jobs::a_moment_of_the_schedule_is_noted_once;
    /// Lets a choice take the place of all earlier ones.
    ForgetsEarlierChoices: a_forgotten_choice_is_noticed breaks mail::a_choice_holds_until_it_is_made_otherwise;
    /// Does not note what a mail was about.
    ForgetsTopics: a_mail_noted_without_its_topic_is_noticed breaks mail::a_sent_mail_is_noted_once;
    /// Keeps whichever score comes last.
    KeepsTheLastToCome: an_older_score_that_wins_is_noticed breaks scores::the_newer_of_two_scores_stays;
}

/// Stores with this fault, empty, and whatever keeps them alive.
async fn stores(fault: Fault) -> (Stores, FreshDatabase) {
    let (sound, alive) = sound().await;
    let transactions = FaultyTransactions { inner: sound.transactions, fault, notes: Arc::new(Notes::default()) };
    let stores = Stores {
        transactions: Arc::new(transactions),
        accounts: Faulty::new(&sound.accounts, fault),
        engagement: Faulty::new(&sound.engagement, fault),
        social: Faulty::new(&sound.social, fault),
        messaging: Faulty::new(&sound.messaging, fault),
        limits: FaultyLimits::new(&sound.limits, fault),
        ..sound
    };
    (stores, alive)
}

/// Stores without a fault.
async fn sound() -> (Stores, FreshDatabase) {
    let fresh = fresh_database().await;
    let database = fresh.connect().await;
    let queries = Arc::new(database.clone());
    let stores = Stores {
        transactions: Arc::new(PgTransactions::new(database, Arc::new(CountingIds::default()))),
        accounts: queries.clone(),
        exports: queries.clone(),
        media_holds: queries.clone(),
        catalog: queries.clone(),
        posts: queries.clone(),
        projects: queries.clone(),
        comments: queries.clone(),
        profiles: queries.clone(),
        personal_lists: queries.clone(),
        messaging: queries.clone(),
        notifications: queries.clone(),
        feed: queries.clone(),
        engagement: queries.clone(),
        social: queries.clone(),
        gigs: queries.clone(),
        limits: queries.clone(),
        jobs: queries.clone(),
        mail: queries.clone(),
        known_images: queries.clone(),
        calls: queries,
    };
    (stores, fresh)
}
