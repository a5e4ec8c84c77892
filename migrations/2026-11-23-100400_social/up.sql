-- Who follows, blocks and mutes whom, and what is reported.

CREATE TABLE follows (
    follower_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    following_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    inserted_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (follower_id, following_id),
    CONSTRAINT cannot_follow_self CHECK (follower_id <> following_id)
);
CREATE INDEX follows_followers ON follows (following_id, follower_id);
CREATE INDEX follows_newest_followers ON follows (following_id, inserted_at DESC, follower_id DESC);
CREATE INDEX follows_newest_followed ON follows (follower_id, inserted_at DESC, following_id DESC);
CREATE TRIGGER follows_stay BEFORE UPDATE OF follower_id, following_id ON follows
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_moving_rows();

-- A block hides both from each other, so it is looked up from both sides.
CREATE TABLE blocks (
    blocker_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    blocked_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    inserted_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (blocker_id, blocked_id),
    CONSTRAINT cannot_block_self CHECK (blocker_id <> blocked_id)
);
CREATE INDEX blocks_by_blocked ON blocks (blocked_id, blocker_id);
CREATE INDEX blocks_newest ON blocks (blocker_id, inserted_at DESC, blocked_id DESC);

-- A mute hides the muted from the one who mutes, and nothing else.
CREATE TABLE mutes (
    muter_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    muted_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    inserted_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (muter_id, muted_id),
    CONSTRAINT cannot_mute_self CHECK (muter_id <> muted_id)
);
CREATE INDEX mutes_by_muted ON mutes (muted_id, muter_id);
CREATE INDEX mutes_newest ON mutes (muter_id, inserted_at DESC, muted_id DESC);

-- What people report to the administrators.
--
-- A report outlives its item once it is decided: the row says what was reported and what came of it. An open report
-- (`pending`, `reviewed`) does not: it holds on to the item by a foreign key, so that it cannot be about nothing, and
-- goes when the author deletes the item. An administrator who deletes the item resolves the reports first, in the
-- same transaction. Reopening a report whose item is gone sets `item_gone`.
CREATE TABLE reports (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    reportable_type text NOT NULL CHECK (reportable_type IN ('Comment', 'Post', 'Project', 'User')),
    reportable_id uuid NOT NULL,
    reason text CHECK (octet_length(reason) <= 32 * 2000),
    status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'reviewed', 'resolved', 'dismissed')),
    item_gone boolean NOT NULL DEFAULT false,
    inserted_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    open_comment_id uuid GENERATED ALWAYS AS (
        CASE WHEN reportable_type = 'Comment' AND status IN ('pending', 'reviewed') AND NOT item_gone
            THEN reportable_id END
    ) STORED REFERENCES comments ON DELETE CASCADE,
    open_post_id uuid GENERATED ALWAYS AS (
        CASE WHEN reportable_type = 'Post' AND status IN ('pending', 'reviewed') AND NOT item_gone
            THEN reportable_id END
    ) STORED REFERENCES posts ON DELETE CASCADE,
    open_project_id uuid GENERATED ALWAYS AS (
        CASE WHEN reportable_type = 'Project' AND status IN ('pending', 'reviewed') AND NOT item_gone
            THEN reportable_id END
    ) STORED REFERENCES projects ON DELETE CASCADE,
    open_user_id uuid GENERATED ALWAYS AS (
        CASE WHEN reportable_type = 'User' AND status IN ('pending', 'reviewed') AND NOT item_gone
            THEN reportable_id END
    ) STORED REFERENCES users ON DELETE CASCADE,
    CONSTRAINT reports_once UNIQUE (user_id, reportable_type, reportable_id),
    CONSTRAINT cannot_report_self CHECK (reportable_type <> 'User' OR reportable_id <> user_id)
);
CREATE INDEX reports_newest ON reports (inserted_at DESC, id DESC);
CREATE INDEX reports_by_status ON reports (status, inserted_at DESC, id DESC);
CREATE INDEX reports_of_item ON reports (reportable_type, reportable_id);
CREATE INDEX reports_open_comment ON reports (open_comment_id) WHERE open_comment_id IS NOT NULL;
CREATE INDEX reports_open_post ON reports (open_post_id) WHERE open_post_id IS NOT NULL;
CREATE INDEX reports_open_project ON reports (open_project_id) WHERE open_project_id IS NOT NULL;
CREATE INDEX reports_open_user ON reports (open_user_id) WHERE open_user_id IS NOT NULL;
