-- For lists in which likes, reposts and follows of one target and day are one entry: what else there is of a kind and
-- target. A follow is about nothing, so it is about the person themselves.
CREATE INDEX notifications_alike ON notifications
    (user_id, type, coalesce(source_comment_id, post_id, project_id, user_id), inserted_at DESC, id DESC);
