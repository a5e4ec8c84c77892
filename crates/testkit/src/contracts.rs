//! The laws of the ports. An adapter that keeps them can stand in for any other.
//!
//! A law is an async function over [`Stores`], named as the sentence that it holds. It panics where the adapter breaks
//! it. [`store_laws!`](crate::store_laws) makes a test of each:
//!
//! ```text
//! async fn stores() -> (Stores, impl Drop) { … }
//! vibeslop_testkit::store_laws!(stores);
//! ```
#![expect(clippy::missing_panics_doc, reason = "every law panics where it is broken, and nothing else does")]

pub mod accounts;
pub mod admin;
pub mod ai;
pub mod catalog;
pub mod comments;
pub mod content;
pub mod engagement;
pub mod exports;
pub mod feed;
pub mod gigs;
pub mod jobs;
pub mod limits;
pub mod mail;
pub mod media;
pub mod messaging;
pub mod moderation;
pub mod notifications;
pub mod personal_lists;
pub mod profiles;
pub mod scores;
pub mod social;
pub mod stream;
pub mod versions;

use std::sync::Arc;

use vibeslop_domain::ids::UserId;
use vibeslop_ports::{
    accounts::{AccountQueries, ExportQueries, ProfileQueries},
    ai::CallLog,
    catalog::CatalogQueries,
    content::{CommentQueries, MediaHolds, PersonalListQueries, PostQueries, ProjectQueries},
    engagement::EngagementQueries,
    feed::FeedQueries,
    gigs::GigQueries,
    jobs::JobQueries,
    limits::LimitStore,
    mail::MailQueries,
    messaging::MessagingQueries,
    moderation::KnownImages,
    notifications::NotificationQueries,
    social::SocialQueries,
    transactions::{Transactions, UnitOfWork},
};

use crate::fixtures;

/// An adapter's stores, empty but for the catalog that a fresh installation has.
#[derive(Clone)]
pub struct Stores {
    /// Opens units of work.
    pub transactions: Arc<dyn Transactions>,
    /// Reads accounts.
    pub accounts: Arc<dyn AccountQueries>,
    /// Reads archives.
    pub exports: Arc<dyn ExportQueries>,
    /// Remembers which pictures are kept.
    pub media_holds: Arc<dyn MediaHolds>,
    /// Reads the catalog.
    pub catalog: Arc<dyn CatalogQueries>,
    /// Reads posts.
    pub posts: Arc<dyn PostQueries>,
    /// Reads projects.
    pub projects: Arc<dyn ProjectQueries>,
    /// Reads profiles.
    pub profiles: Arc<dyn ProfileQueries>,
    /// Reads comments.
    pub comments: Arc<dyn CommentQueries>,
    /// Reads what hangs on a profile.
    pub personal_lists: Arc<dyn PersonalListQueries>,
    /// Reads conversations.
    pub messaging: Arc<dyn MessagingQueries>,
    /// Reads notifications.
    pub notifications: Arc<dyn NotificationQueries>,
    /// Reads feeds.
    pub feed: Arc<dyn FeedQueries>,
    /// Reads engagement.
    pub engagement: Arc<dyn EngagementQueries>,
    /// Reads how people stand to each other.
    pub social: Arc<dyn SocialQueries>,
    /// Reads gigs, bids and reviews.
    pub gigs: Arc<dyn GigQueries>,
    /// Counts what people do.
    pub limits: Arc<dyn LimitStore>,
    /// Reads jobs.
    pub jobs: Arc<dyn JobQueries>,
    /// Reads what mail is written from.
    pub mail: Arc<dyn MailQueries>,
    /// Remembers what is known of pictures.
    pub known_images: Arc<dyn KnownImages>,
    /// Keeps the books on models.
    pub calls: Arc<dyn CallLog>,
}

impl std::fmt::Debug for Stores {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stores")
    }
}

impl Stores {
    /// An open unit of work.
    pub async fn begin(&self) -> Box<dyn UnitOfWork> {
        self.transactions.begin().await.unwrap()
    }

    /// An account of this name, whose identifier is made from `number`.
    pub async fn person(&self, number: u128, login: &str) -> UserId {
        let user = UserId(fixtures::id(number));
        let (username, account) = fixtures::new_account(login);
        let mut work = self.begin().await;
        work.accounts().create(user, &username, &account, fixtures::noon()).await.unwrap();
        work.commit().await.unwrap();
        user
    }
}

/// Makes a test of each law. `$stores` is an async function that answers [`Stores`] and whatever keeps them alive.
///
/// An adapter that has some of the areas names them, `store_laws!(stores: accounts, social)`, or even single laws:
/// `store_laws!(stores => accounts: [a_username_is_taken_once])`.
#[macro_export]
macro_rules! store_laws {
    ($stores:ident) => {
        $crate::store_laws!($stores:
            accounts,
            admin,
            ai,
            catalog,
            content,
            comments,
            feed,
            engagement,
            social,
            gigs,
            limits,
            jobs,
            moderation,
            messaging,
            notifications,
            profiles,
            personal_lists,
            exports,
            media,
            mail,
            scores,
            stream,
            versions
        );
    };
    ($stores:ident: $($area:ident),+ $(,)?) => {
        $($crate::store_laws!(@laws $area, $stores);)+
    };
    (@laws accounts, $stores:ident) => {
        $crate::store_laws!($stores => accounts: [
            a_username_is_taken_once,
            an_address_is_taken_once_whatever_its_case,
            an_identity_leads_to_one_account,
            a_login_code_works_once_and_in_time,
            a_revoked_token_speaks_for_nobody,
            what_is_rolled_back_was_never_there,
            a_dropped_unit_of_work_leaves_nothing,
            a_connection_breaks_and_mends,
            tokens_are_sealed_anew_unless_others_took_their_place,
            who_leaves_can_come_back_until_it_is_time,
        ]);
    };
    (@laws admin, $stores:ident) => {
        $crate::store_laws!($stores => admin: [
            names_are_added_once_and_slugs_told_apart,
            models_are_added_once,
            a_turn_is_had_by_one,
            toggles_take_turns,
        ]);
    };
    (@laws ai, $stores:ident) => {
        $crate::store_laws!($stores => ai: [
            calls_are_added_up_by_purpose_and_model,
            whatever_a_service_says_can_be_written_down,
        ]);
    };
    (@laws catalog, $stores:ident) => {
        $crate::store_laws!($stores => catalog: [
            a_name_is_found_whatever_its_case,
            an_unknown_name_is_made_once,
            letters_with_two_lower_cases_are_one_name,
            two_who_make_the_same_entry_get_the_same,
        ]);
    };
    (@laws content, $stores:ident) => {
        $crate::store_laws!($stores => content: [
            a_project_comes_back_as_it_was_stored,
            rows_that_stay_keep_their_identifiers,
            a_draft_is_for_its_owner,
            a_post_comes_back_as_it_was_stored,
            a_quote_of_a_deleted_post_is_gone_and_the_post_stays,
            an_edited_post_keeps_what_it_said,
            links_to_repositories_are_listed_once,
            projects_are_filtered_by_text_and_tags,
        ]);
    };
    (@laws comments, $stores:ident) => {
        $crate::store_laws!($stores => comments: [
            a_comment_comes_back_where_it_was_said,
            a_page_holds_whole_threads,
            a_comment_goes_with_all_below_it,
            only_where_a_writer_sees_the_item_is_commented,
            an_edited_comment_says_so,
        ]);
    };
    (@laws feed, $stores:ident) => {
        $crate::store_laws!($stores => feed: [
            newer_comes_first_where_nobody_engaged,
            what_is_newer_than_the_snapshot_is_there_too,
            items_come_in_the_order_asked_for,
            the_following_feed_starts_with_oneself,
        ]);
    };
    (@laws engagement, $stores:ident) => {
        $crate::store_laws!($stores => engagement: [
            an_act_is_so_once_and_undone_once,
            only_what_a_viewer_sees_can_be_engaged_with,
            a_look_counts_once,
            bookmarks_come_newest_first_in_whole_pages,
        ]);
    };
    (@laws social, $stores:ident) => {
        $crate::store_laws!($stores => social: [
            a_tie_is_so_once_and_ends_once,
            a_block_shows_from_both_sides,
            followers_come_newest_first,
            lists_of_people_leave_out_whom_the_viewer_does_not_see,
            blocked_and_muted_people_are_listed_for_who_did_it,
            a_thing_is_reported_once_by_each,
        ]);
    };
    (@laws gigs, $stores:ident) => {
        $crate::store_laws!($stores => gigs: [
            a_gig_comes_back_as_it_was_stored,
            a_person_has_one_bid_on_a_gig,
            a_hired_gig_names_its_bid_and_rejects_the_others,
            a_review_is_written_once_by_each,
            gigs_are_listed_in_four_orders_and_whole_pages,
            gigs_are_filtered_by_text_tags_and_budget,
            what_hidden_people_offer_is_not_there,
            a_view_counts_once_a_day_and_not_for_the_owner,
        ]);
    };
    (@laws limits, $stores:ident) => {
        $crate::store_laws!($stores => limits: [
            a_quota_is_used_up_and_there_again_in_the_next_window,
            several_limits_are_taken_from_together_or_not_at_all,
            a_use_is_given_back_to_its_window,
            a_hundred_at_once_get_what_the_quota_has,
            somebody_who_is_gone_uses_nothing,
        ]);
    };
    (@laws jobs, $stores:ident) => {
        $crate::store_laws!($stores => jobs: [
            a_job_comes_back_as_it_was_enqueued,
            what_is_rolled_back_is_never_run,
            a_key_is_held_by_one_job_however_many_try,
            a_job_is_called_off_and_let_run_again,
            jobs_are_listed_by_state_and_queue,
            a_moment_of_the_schedule_is_noted_once,
        ]);
    };
    (@laws moderation, $stores:ident) => {
        $crate::store_laws!($stores => moderation: [
            a_verdict_is_remembered_until_it_is_too_old,
            a_newer_verdict_takes_the_place_of_an_older_one,
            what_was_made_here_is_safe_for_a_while,
        ]);
    };
    (@laws messaging, $stores:ident) => {
        $crate::store_laws!($stores => messaging: [
            two_people_have_one_conversation,
            two_who_open_at_once_get_the_same_conversation,
            what_the_rules_look_at_is_found,
            a_message_counts_until_it_is_read,
            a_thread_is_read_from_its_end,
            the_newest_conversation_comes_first,
            conversations_leave_out_whom_their_owner_does_not_see,
        ]);
    };
    (@laws notifications, $stores:ident) => {
        $crate::store_laws!($stores => notifications: [
            a_like_is_told_once_and_taken_back,
            nobody_hears_of_themselves,
            who_is_mentioned_is_told_once_a_text,
            what_was_told_comes_newest_first,
            deeds_of_a_day_are_one_entry,
            reading_is_noted_once,
        ]);
    };
    (@laws profiles, $stores:ident) => {
        $crate::store_laws!($stores => profiles: [
            a_change_writes_what_it_names_and_nothing_else,
            a_change_cannot_take_a_username,
            preferences_are_what_the_catalog_holds_of_them,
            a_profile_counts_what_is_there,
            a_block_hides_a_profile_from_the_blocked_alone,
            a_search_finds_any_part_of_a_name_and_beginnings_first,
            unread_notifications_of_hidden_people_do_not_count,
        ]);
    };
    (@laws personal_lists, $stores:ident) => {
        $crate::store_laws!($stores => personal_lists: [
            a_timeline_shows_posts_and_reposts_as_they_happened,
            what_is_gone_shortens_no_page,
            drafts_are_listed_for_their_owner_alone,
            the_lists_of_hidden_people_are_empty,
        ]);
    };
    (@laws exports, $stores:ident) => {
        $crate::store_laws!($stores => exports: [
            an_archive_is_one_at_a_time_and_whole,
            a_link_leads_to_the_archive_until_the_next,
        ]);
    };
    (@laws media, $stores:ident) => {
        $crate::store_laws!($stores => media: [
            a_held_picture_is_not_struck_off,
        ]);
    };
    (@laws mail, $stores:ident) => {
        $crate::store_laws!($stores => mail: [
            a_choice_holds_until_it_is_made_otherwise,
            a_recipient_is_told_as_they_are,
            a_sent_mail_is_noted_once,
            a_mail_speaks_of_whom_its_reader_sees,
            a_report_is_told_while_it_is_open,
            a_week_counts_what_others_did_in_it,
            unread_messages_are_their_readers_alone,
            a_gig_has_a_title_until_it_is_gone,
            digests_go_to_those_who_want_them,
        ]);
    };
    (@laws scores, $stores:ident) => {
        $crate::store_laws!($stores => scores: [
            the_newer_of_two_scores_stays,
            scores_are_made_of_working_connections,
        ]);
    };
    (@laws stream, $stores:ident) => {
        $crate::store_laws!($stores => stream: [
            a_ticket_opens_one_stream_in_time,
        ]);
    };
    (@laws versions, $stores:ident) => {
        $crate::store_laws!($stores => versions: [
            a_version_grows_with_each_change,
            a_version_stays_while_others_only_like,
        ]);
    };
    ($stores:ident => $($area:ident: [$($law:ident),* $(,)?]),* $(,)?) => {
        $(mod $area {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $law() {
                let (stores, _alive) = super::$stores().await;
                $crate::contracts::$area::$law(&stores).await;
            })*
        })*
    };
}
