//! The tables, for typed queries. A test compares them with what the migrations make.
//!
//! Left out are the columns `search_vector`, which only SQL reads. Columns that the database makes (`engagement_score`,
//! the `open_…` ones of `reports`, the counters) can be read here and must not be written.
#![expect(missing_docs, reason = "the migrations say what tables and columns are for")]

diesel::table! {
    users (id) {
        id -> Uuid,
        email -> Text,
        email_verified -> Bool,
        username -> Text,
        display_name -> Text,
        bio -> Nullable<Text>,
        location -> Nullable<Text>,
        website_url -> Nullable<Text>,
        twitter_handle -> Nullable<Text>,
        github_username -> Nullable<Text>,
        avatar_url -> Nullable<Text>,
        banner_url -> Nullable<Text>,
        is_verified -> Bool,
        has_onboarded -> Bool,
        message_privacy -> Text,
        developer_score -> Integer,
        developer_score_updated_at -> Nullable<Timestamptz>,
        github_stats -> Nullable<Jsonb>,
        followers_count -> BigInt,
        following_count -> BigInt,
        suspended_at -> Nullable<Timestamptz>,
        suspended_until -> Nullable<Timestamptz>,
        suspension_reason -> Nullable<Text>,
        tokens_valid_after -> Nullable<Timestamptz>,
        inserted_at -> Timestamptz,
        updated_at -> Timestamptz,
        version -> BigInt,
        leaves_at -> Nullable<Timestamptz>,
        avatar_file -> Nullable<Text>,
        banner_file -> Nullable<Text>,
    }
}

diesel::table! {
    oauth_accounts (id) {
        id -> Uuid,
        user_id -> Uuid,
        provider -> Text,
        provider_user_id -> Text,
        provider_login -> Nullable<Text>,
        provider_email -> Nullable<Text>,
        access_token_sealed -> Nullable<Binary>,
        refresh_token_sealed -> Nullable<Binary>,
        scopes -> Nullable<Text>,
        expires_at -> Nullable<Timestamptz>,
        broken_at -> Nullable<Timestamptz>,
        inserted_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    revoked_tokens (jti) {
        jti -> Text,
        user_id -> Uuid,
        expires_at -> Timestamptz,
        inserted_at -> Timestamptz,
    }
}

diesel::table! {
    ai_usage (id) {
        id -> BigInt,
        user_id -> Nullable<Uuid>,
        purpose -> Text,
        model -> Text,
        prompt_tokens -> BigInt,
        completion_tokens -> BigInt,
        cost_usd -> Nullable<Double>,
        duration_ms -> BigInt,
        outcome -> Text,
        inserted_at -> Timestamptz,
    }
}

diesel::table! {
    job_nodes (id) {
        id -> Uuid,
        started_at -> Timestamptz,
        seen_at -> Timestamptz,
    }
}

diesel::table! {
    job_ticks (name) {
        name -> Text,
        due_at -> Timestamptz,
    }
}

diesel::table! {
    jobs (id) {
        id -> Uuid,
        state -> Text,
        queue -> Text,
        kind -> Text,
        args -> Jsonb,
        errors -> Jsonb,
        attempt -> Integer,
        max_attempts -> Integer,
        priority -> Integer,
        unique_key -> Nullable<Text>,
        unique_until -> Nullable<Timestamptz>,
        scheduled_at -> Timestamptz,
        attempted_at -> Nullable<Timestamptz>,
        attempted_by -> Nullable<Uuid>,
        finished_at -> Nullable<Timestamptz>,
        inserted_at -> Timestamptz,
    }
}

diesel::table! {
    limit_windows (user_id, policy) {
        user_id -> Uuid,
        policy -> Text,
        starts_at -> Timestamptz,
        used -> Integer,
        quota -> Integer,
    }
}

diesel::table! {
    generated_images (sha256) {
        sha256 -> Binary,
        user_id -> Uuid,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    mail_refusals (user_id, kind) {
        user_id -> Uuid,
        kind -> Text,
        inserted_at -> Timestamptz,
    }
}

diesel::table! {
    moderation_verdicts (sha256) {
        sha256 -> Binary,
        safe -> Bool,
        reason -> Nullable<Text>,
        model -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    sent_mails (id) {
        id -> Uuid,
        user_id -> Uuid,
        kind -> Text,
        topic -> Nullable<Uuid>,
        sent_at -> Timestamptz,
    }
}

diesel::table! {
    admin_audit (id) {
        id -> Uuid,
        actor_id -> Uuid,
        action -> Text,
        subject_type -> Text,
        subject_id -> Nullable<Text>,
        details -> Jsonb,
        inserted_at -> Timestamptz,
    }
}

diesel::table! {
    admin_turns (what) {
        what -> Text,
        holder -> Uuid,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    login_codes (code_hash) {
        code_hash -> Binary,
        user_id -> Uuid,
        expires_at -> Timestamptz,
        inserted_at -> Timestamptz,
    }
}

diesel::table! {
    ai_tools (id) {
        id -> Uuid,
        name -> Text,
        slug -> Text,
        icon_url -> Nullable<Text>,
        inserted_at -> Timestamptz,
    }
}

diesel::table! {
    tech_stacks (id) {
        id -> Uuid,
        name -> Text,
        slug -> Text,
        category -> Nullable<Text>,
        inserted_at -> Timestamptz,
    }
}

diesel::table! {
    user_favorite_tools (user_id, ai_tool_id) {
        user_id -> Uuid,
        ai_tool_id -> Uuid,
    }
}

diesel::table! {
    user_tech_stacks (user_id, tech_stack_id) {
        user_id -> Uuid,
        tech_stack_id -> Uuid,
    }
}

diesel::table! {
    projects (id) {
        id -> Uuid,
        user_id -> Uuid,
        title -> Text,
        description -> Text,
        long_description -> Nullable<Text>,
        status -> Text,
        live_url -> Nullable<Text>,
        github_url -> Nullable<Text>,
        view_count -> BigInt,
        likes_count -> BigInt,
        comments_count -> BigInt,
        reposts_count -> BigInt,
        bookmarks_count -> BigInt,
        quotes_count -> BigInt,
        engagement_score -> Double,
        published_at -> Nullable<Timestamptz>,
        inserted_at -> Timestamptz,
        updated_at -> Timestamptz,
        version -> BigInt,
    }
}

diesel::table! {
    project_images (id) {
        id -> Uuid,
        project_id -> Uuid,
        url -> Text,
        alt_text -> Nullable<Text>,
        position -> Integer,
        inserted_at -> Timestamptz,
        file -> Nullable<Text>,
    }
}

diesel::table! {
    project_highlights (id) {
        id -> Uuid,
        project_id -> Uuid,
        content -> Text,
        position -> Integer,
        inserted_at -> Timestamptz,
    }
}

diesel::table! {
    project_timeline_entries (id) {
        id -> Uuid,
        project_id -> Uuid,
        date_label -> Text,
        occurred_on -> Nullable<Date>,
        title -> Text,
        description -> Nullable<Text>,
        position -> Integer,
        inserted_at -> Timestamptz,
    }
}

diesel::table! {
    project_ai_tools (project_id, ai_tool_id) {
        project_id -> Uuid,
        ai_tool_id -> Uuid,
    }
}

diesel::table! {
    project_tech_stacks (project_id, tech_stack_id) {
        project_id -> Uuid,
        tech_stack_id -> Uuid,
    }
}

diesel::table! {
    posts (id) {
        id -> Uuid,
        user_id -> Uuid,
        content -> Text,
        linked_project_id -> Nullable<Uuid>,
        quoted_post_id -> Nullable<Uuid>,
        quoted_project_id -> Nullable<Uuid>,
        impression_count -> BigInt,
        likes_count -> BigInt,
        comments_count -> BigInt,
        reposts_count -> BigInt,
        bookmarks_count -> BigInt,
        quotes_count -> BigInt,
        engagement_score -> Double,
        edited_at -> Nullable<Timestamptz>,
        inserted_at -> Timestamptz,
        updated_at -> Timestamptz,
        version -> BigInt,
    }
}

diesel::table! {
    post_media (id) {
        id -> Uuid,
        post_id -> Uuid,
        url -> Text,
        position -> Integer,
        inserted_at -> Timestamptz,
        file -> Nullable<Text>,
    }
}

diesel::table! {
    post_revisions (id) {
        id -> Uuid,
        post_id -> Uuid,
        content -> Text,
        replaced_at -> Timestamptz,
    }
}

diesel::table! {
    comments (id) {
        id -> Uuid,
        user_id -> Uuid,
        post_id -> Nullable<Uuid>,
        project_id -> Nullable<Uuid>,
        parent_id -> Nullable<Uuid>,
        content -> Text,
        likes_count -> BigInt,
        edited_at -> Nullable<Timestamptz>,
        inserted_at -> Timestamptz,
        updated_at -> Timestamptz,
        version -> BigInt,
    }
}

diesel::table! {
    engagement_hourly (id) {
        id -> BigInt,
        post_id -> Nullable<Uuid>,
        project_id -> Nullable<Uuid>,
        hour_bucket -> Timestamptz,
        likes -> BigInt,
        comments -> BigInt,
        reposts -> BigInt,
        bookmarks -> BigInt,
        quotes -> BigInt,
        impressions -> BigInt,
    }
}

diesel::table! {
    likes (id) {
        id -> Uuid,
        user_id -> Uuid,
        post_id -> Nullable<Uuid>,
        project_id -> Nullable<Uuid>,
        comment_id -> Nullable<Uuid>,
        inserted_at -> Timestamptz,
    }
}

diesel::table! {
    reposts (id) {
        id -> Uuid,
        user_id -> Uuid,
        post_id -> Nullable<Uuid>,
        project_id -> Nullable<Uuid>,
        inserted_at -> Timestamptz,
    }
}

diesel::table! {
    bookmarks (id) {
        id -> Uuid,
        user_id -> Uuid,
        post_id -> Nullable<Uuid>,
        project_id -> Nullable<Uuid>,
        inserted_at -> Timestamptz,
    }
}

diesel::table! {
    impressions (id) {
        id -> BigInt,
        post_id -> Nullable<Uuid>,
        project_id -> Nullable<Uuid>,
        user_id -> Nullable<Uuid>,
        fingerprint -> Nullable<Text>,
        inserted_at -> Timestamptz,
    }
}

diesel::table! {
    follows (follower_id, following_id) {
        follower_id -> Uuid,
        following_id -> Uuid,
        inserted_at -> Timestamptz,
    }
}

diesel::table! {
    blocks (blocker_id, blocked_id) {
        blocker_id -> Uuid,
        blocked_id -> Uuid,
        inserted_at -> Timestamptz,
    }
}

diesel::table! {
    mutes (muter_id, muted_id) {
        muter_id -> Uuid,
        muted_id -> Uuid,
        inserted_at -> Timestamptz,
    }
}

diesel::table! {
    reports (id) {
        id -> Uuid,
        user_id -> Uuid,
        reportable_type -> Text,
        reportable_id -> Uuid,
        reason -> Nullable<Text>,
        status -> Text,
        item_gone -> Bool,
        inserted_at -> Timestamptz,
        updated_at -> Timestamptz,
        open_comment_id -> Nullable<Uuid>,
        open_post_id -> Nullable<Uuid>,
        open_project_id -> Nullable<Uuid>,
        open_user_id -> Nullable<Uuid>,
        open_gig_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    notifications (id) {
        id -> Uuid,
        user_id -> Uuid,
        actor_id -> Uuid,
        #[sql_name = "type"]
        kind -> Text,
        post_id -> Nullable<Uuid>,
        project_id -> Nullable<Uuid>,
        gig_id -> Nullable<Uuid>,
        source_comment_id -> Nullable<Uuid>,
        source_post_id -> Nullable<Uuid>,
        content_preview -> Nullable<Text>,
        read -> Bool,
        inserted_at -> Timestamptz,
    }
}

diesel::table! {
    retries (caller, key) {
        caller -> Uuid,
        key -> Text,
        request -> Binary,
        owner -> Uuid,
        leased_until -> Timestamptz,
        expires_at -> Timestamptz,
        status -> Nullable<Integer>,
        headers -> Nullable<Jsonb>,
        body -> Nullable<Binary>,
    }
}

diesel::table! {
    gigs (id) {
        id -> Uuid,
        user_id -> Uuid,
        title -> Text,
        description -> Text,
        budget_min -> Nullable<BigInt>,
        budget_max -> Nullable<BigInt>,
        currency -> Text,
        deadline -> Nullable<Date>,
        status -> Text,
        hired_bid_id -> Nullable<Uuid>,
        bids_count -> BigInt,
        views_count -> BigInt,
        tag_words -> Text,
        version -> BigInt,
        inserted_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    bids (id) {
        id -> Uuid,
        gig_id -> Uuid,
        user_id -> Uuid,
        amount -> BigInt,
        currency -> Text,
        delivery_days -> Integer,
        proposal -> Text,
        status -> Text,
        inserted_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    gig_reviews (id) {
        id -> Uuid,
        gig_id -> Uuid,
        reviewer_id -> Uuid,
        reviewee_id -> Uuid,
        rating -> Integer,
        content -> Nullable<Text>,
        review_type -> Text,
        inserted_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    gig_ai_tools (gig_id, ai_tool_id) {
        gig_id -> Uuid,
        ai_tool_id -> Uuid,
    }
}

diesel::table! {
    gig_tech_stacks (gig_id, tech_stack_id) {
        gig_id -> Uuid,
        tech_stack_id -> Uuid,
    }
}

diesel::table! {
    gig_views (gig_id, viewer_key, day) {
        gig_id -> Uuid,
        viewer_key -> Binary,
        day -> Date,
    }
}

diesel::table! {
    conversations (id) {
        id -> Uuid,
        user_one_id -> Uuid,
        user_two_id -> Uuid,
        created_by_id -> Uuid,
        last_message_id -> Nullable<Uuid>,
        last_message_at -> Nullable<Timestamptz>,
        user_one_unread -> Integer,
        user_two_unread -> Integer,
        user_one_wrote -> Bool,
        user_two_wrote -> Bool,
        inserted_at -> Timestamptz,
        active_at -> Timestamptz,
    }
}

diesel::table! {
    messages (id) {
        id -> Uuid,
        conversation_id -> Uuid,
        sender_id -> Uuid,
        content -> Text,
        read_at -> Nullable<Timestamptz>,
        inserted_at -> Timestamptz,
    }
}

diesel::table! {
    stream_events (id) {
        id -> BigInt,
        user_id -> Uuid,
        kind -> Text,
        subject_id -> Nullable<Uuid>,
        token_id -> Nullable<Text>,
        position -> Nullable<BigInt>,
        placed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    stream_head (single) {
        single -> Bool,
        position -> BigInt,
        pruned -> BigInt,
    }
}

diesel::table! {
    stream_tickets (ticket_hash) {
        ticket_hash -> Binary,
        user_id -> Uuid,
        token_id -> Nullable<Text>,
        token_issued_at -> Nullable<Timestamptz>,
        token_expires_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    feed_liked (item_id) {
        item_id -> Uuid,
        kind -> SmallInt,
        likes -> BigInt,
        at -> Timestamptz,
    }
}

diesel::table! {
    project_trends (project_id) {
        project_id -> Uuid,
        score -> Double,
        at -> Timestamptz,
    }
}

diesel::table! {
    search_words (word) {
        word -> Text,
    }
}

diesel::table! {
    search_word_marks (id) {
        id -> BigInt,
        word -> Text,
    }
}

diesel::table! {
    exports (user_id) {
        user_id -> Uuid,
        requested_at -> Timestamptz,
        archive_id -> Nullable<Uuid>,
        parts -> Nullable<Integer>,
        size -> Nullable<BigInt>,
        made_at -> Nullable<Timestamptz>,
        expires_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    export_parts (archive_id, part) {
        archive_id -> Uuid,
        part -> Integer,
        user_id -> Uuid,
        content -> Binary,
    }
}

diesel::table! {
    export_links (user_id, way) {
        user_id -> Uuid,
        way -> Text,
        token_hash -> Binary,
    }
}

diesel::table! {
    media_files (name) {
        name -> Text,
        held_until -> Timestamptz,
    }
}

diesel::table! {
    feed_snapshots (id) {
        id -> BigInt,
        newest -> Array<Uuid>,
    }
}

diesel::table! {
    feed_recent (snapshot_id, score, at, item_id) {
        snapshot_id -> BigInt,
        score -> Double,
        at -> Timestamptz,
        item_id -> Uuid,
        kind -> SmallInt,
        author_id -> Uuid,
        engagement -> Double,
        tags -> Array<Uuid>,
    }
}

diesel::table! {
    feed_older (item_id, since) {
        item_id -> Uuid,
        kind -> SmallInt,
        author_id -> Uuid,
        engagement -> Double,
        at -> Timestamptz,
        since -> BigInt,
        until -> BigInt,
    }
}

diesel::table! {
    feed_marks (id) {
        id -> BigInt,
        item_id -> Uuid,
    }
}

diesel::table! {
    feed_entries (id) {
        id -> Uuid,
        at -> Timestamptz,
        actor_id -> Uuid,
        kind -> SmallInt,
        item_id -> Uuid,
        is_repost -> Bool,
    }
}

diesel::joinable!(oauth_accounts -> users (user_id));
diesel::joinable!(revoked_tokens -> users (user_id));
diesel::joinable!(login_codes -> users (user_id));
diesel::joinable!(stream_tickets -> users (user_id));
diesel::joinable!(user_favorite_tools -> users (user_id));
diesel::joinable!(user_favorite_tools -> ai_tools (ai_tool_id));
diesel::joinable!(user_tech_stacks -> users (user_id));
diesel::joinable!(user_tech_stacks -> tech_stacks (tech_stack_id));
diesel::joinable!(projects -> users (user_id));
diesel::joinable!(project_images -> projects (project_id));
diesel::joinable!(project_highlights -> projects (project_id));
diesel::joinable!(project_timeline_entries -> projects (project_id));
diesel::joinable!(project_ai_tools -> projects (project_id));
diesel::joinable!(project_ai_tools -> ai_tools (ai_tool_id));
diesel::joinable!(project_tech_stacks -> projects (project_id));
diesel::joinable!(project_tech_stacks -> tech_stacks (tech_stack_id));
diesel::joinable!(posts -> users (user_id));
diesel::joinable!(post_media -> posts (post_id));
diesel::joinable!(post_revisions -> posts (post_id));
diesel::joinable!(comments -> users (user_id));
diesel::joinable!(comments -> posts (post_id));
diesel::joinable!(comments -> projects (project_id));
diesel::joinable!(engagement_hourly -> posts (post_id));
diesel::joinable!(engagement_hourly -> projects (project_id));
diesel::joinable!(likes -> users (user_id));
diesel::joinable!(likes -> posts (post_id));
diesel::joinable!(likes -> projects (project_id));
diesel::joinable!(reposts -> users (user_id));
diesel::joinable!(reposts -> posts (post_id));
diesel::joinable!(reposts -> projects (project_id));
diesel::joinable!(bookmarks -> users (user_id));
diesel::joinable!(bookmarks -> posts (post_id));
diesel::joinable!(bookmarks -> projects (project_id));
diesel::joinable!(impressions -> users (user_id));
diesel::joinable!(impressions -> posts (post_id));
diesel::joinable!(impressions -> projects (project_id));
diesel::joinable!(likes -> comments (comment_id));
diesel::joinable!(messages -> conversations (conversation_id));
diesel::joinable!(mail_refusals -> users (user_id));
diesel::joinable!(sent_mails -> users (user_id));

diesel::allow_tables_to_appear_in_same_query!(
    admin_audit,
    admin_turns,
    ai_tools,
    ai_usage,
    bids,
    blocks,
    bookmarks,
    comments,
    conversations,
    engagement_hourly,
    export_links,
    export_parts,
    exports,
    feed_entries,
    feed_liked,
    feed_marks,
    feed_older,
    feed_recent,
    feed_snapshots,
    follows,
    generated_images,
    gig_ai_tools,
    gig_reviews,
    gig_tech_stacks,
    gig_views,
    gigs,
    impressions,
    likes,
    job_nodes,
    job_ticks,
    jobs,
    limit_windows,
    login_codes,
    moderation_verdicts,
    media_files,
    messages,
    mail_refusals,
    mutes,
    notifications,
    oauth_accounts,
    post_media,
    post_revisions,
    posts,
    project_ai_tools,
    project_highlights,
    project_images,
    project_tech_stacks,
    project_timeline_entries,
    project_trends,
    projects,
    reports,
    reposts,
    retries,
    revoked_tokens,
    search_word_marks,
    search_words,
    sent_mails,
    stream_events,
    stream_head,
    stream_tickets,
    tech_stacks,
    user_favorite_tools,
    user_tech_stacks,
    users,
);
