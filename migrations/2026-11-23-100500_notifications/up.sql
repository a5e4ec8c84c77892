-- What people are told, written in the transaction of its cause.

CREATE TABLE notifications (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    actor_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    type text NOT NULL CHECK (type IN (
        'like', 'comment', 'follow', 'repost', 'mention', 'quote',
        'bid_received', 'bid_accepted', 'bid_rejected', 'gig_completed', 'review_received'
    )),
    -- What it is about: at most one. A follow is about nothing. What goes takes its notifications along.
    post_id uuid REFERENCES posts ON DELETE CASCADE,
    project_id uuid REFERENCES projects ON DELETE CASCADE,
    -- What brought it about, where that is not the target itself: the comment that was written or liked, the post
    -- that quotes. When that goes, so does the row.
    source_comment_id uuid REFERENCES comments ON DELETE CASCADE,
    source_post_id uuid REFERENCES posts ON DELETE CASCADE,
    -- The first 100 characters of a text, or a title.
    content_preview text CHECK (octet_length(content_preview) <= 32 * 200),
    read boolean NOT NULL DEFAULT false,
    inserted_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT notifications_one_target CHECK (num_nonnulls(post_id, project_id) <= 1),
    CONSTRAINT notifications_follow_has_no_target
        CHECK (type <> 'follow' OR num_nonnulls(post_id, project_id, source_comment_id, source_post_id) = 0),
    CONSTRAINT notifications_never_to_oneself CHECK (user_id <> actor_id)
) WITH (fillfactor = 90);
CREATE INDEX notifications_newest ON notifications (user_id, inserted_at DESC, id DESC);
-- For the badge, which every open page asks for twice a minute.
CREATE INDEX notifications_unread ON notifications (user_id) WHERE NOT read;
-- One unread row for what can be done and undone at will.
CREATE UNIQUE INDEX notifications_unread_key ON notifications (user_id, type, actor_id, post_id, project_id)
    NULLS NOT DISTINCT WHERE NOT read AND type IN ('like', 'repost', 'follow');
CREATE INDEX notifications_of_actor ON notifications (actor_id);
CREATE INDEX notifications_of_post ON notifications (post_id) WHERE post_id IS NOT NULL;
CREATE INDEX notifications_of_project ON notifications (project_id) WHERE project_id IS NOT NULL;
CREATE INDEX notifications_from_comment ON notifications (source_comment_id) WHERE source_comment_id IS NOT NULL;
CREATE INDEX notifications_from_post ON notifications (source_post_id) WHERE source_post_id IS NOT NULL;
-- Read ones are pruned by age.
CREATE INDEX notifications_read_age ON notifications (inserted_at) WHERE read;
