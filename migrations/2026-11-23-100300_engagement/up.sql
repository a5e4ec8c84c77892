-- Likes, reposts, bookmarks, impressions, and the hourly tally.
--
-- Each row names its target by a foreign key of the target's own type, exactly one of them: what is deleted takes its
-- rows along, and a row about nothing cannot be. Who did what to which item never changes (`..._stay`); undoing
-- deletes the row. The counters on the targets and the hourly tally come from these rows by triggers, see the
-- migration `counters`.

-- What happened to an item in an hour of UTC. Feeds trends; rows older than 30 days are of no use.
CREATE TABLE engagement_hourly (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    post_id uuid REFERENCES posts ON DELETE CASCADE,
    project_id uuid REFERENCES projects ON DELETE CASCADE,
    hour_bucket timestamptz NOT NULL
        CHECK (date_trunc('hour', hour_bucket AT TIME ZONE 'UTC') = hour_bucket AT TIME ZONE 'UTC'),
    likes bigint NOT NULL DEFAULT 0 CHECK (likes >= 0),
    comments bigint NOT NULL DEFAULT 0 CHECK (comments >= 0),
    reposts bigint NOT NULL DEFAULT 0 CHECK (reposts >= 0),
    bookmarks bigint NOT NULL DEFAULT 0 CHECK (bookmarks >= 0),
    quotes bigint NOT NULL DEFAULT 0 CHECK (quotes >= 0),
    impressions bigint NOT NULL DEFAULT 0 CHECK (impressions >= 0),
    CONSTRAINT engagement_hourly_one_target CHECK (num_nonnulls(post_id, project_id) = 1)
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX engagement_hourly_post_key ON engagement_hourly (post_id, hour_bucket) WHERE post_id IS NOT NULL;
CREATE UNIQUE INDEX engagement_hourly_project_key ON engagement_hourly (project_id, hour_bucket)
    WHERE project_id IS NOT NULL;
CREATE INDEX engagement_hourly_hours ON engagement_hourly (hour_bucket);

-- Who likes what. One row a person and item, whatever races.
CREATE TABLE likes (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    post_id uuid REFERENCES posts ON DELETE CASCADE,
    project_id uuid REFERENCES projects ON DELETE CASCADE,
    comment_id uuid REFERENCES comments ON DELETE CASCADE,
    inserted_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT likes_one_target CHECK (num_nonnulls(post_id, project_id, comment_id) = 1)
);
CREATE INDEX likes_of_user ON likes (user_id, inserted_at DESC, id DESC);
CREATE UNIQUE INDEX likes_post_key ON likes (user_id, post_id) WHERE post_id IS NOT NULL;
CREATE UNIQUE INDEX likes_project_key ON likes (user_id, project_id) WHERE project_id IS NOT NULL;
CREATE UNIQUE INDEX likes_comment_key ON likes (user_id, comment_id) WHERE comment_id IS NOT NULL;
CREATE INDEX likes_of_post ON likes (post_id, inserted_at DESC, id DESC) WHERE post_id IS NOT NULL;
CREATE INDEX likes_of_project ON likes (project_id, inserted_at DESC, id DESC) WHERE project_id IS NOT NULL;
CREATE INDEX likes_of_comment ON likes (comment_id, inserted_at DESC, id DESC) WHERE comment_id IS NOT NULL;
CREATE TRIGGER likes_stay BEFORE UPDATE OF id, user_id, post_id, project_id, comment_id ON likes
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_moving_rows();

-- Who shows what to their followers. `id` is on the wire: it is the entry's id in feeds.
CREATE TABLE reposts (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    post_id uuid REFERENCES posts ON DELETE CASCADE,
    project_id uuid REFERENCES projects ON DELETE CASCADE,
    inserted_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT reposts_one_target CHECK (num_nonnulls(post_id, project_id) = 1)
);
CREATE INDEX reposts_of_user ON reposts (user_id, inserted_at DESC, id DESC);
CREATE UNIQUE INDEX reposts_post_key ON reposts (user_id, post_id) WHERE post_id IS NOT NULL;
CREATE UNIQUE INDEX reposts_project_key ON reposts (user_id, project_id) WHERE project_id IS NOT NULL;
CREATE INDEX reposts_of_post ON reposts (post_id, inserted_at DESC, id DESC) WHERE post_id IS NOT NULL;
CREATE INDEX reposts_of_project ON reposts (project_id, inserted_at DESC, id DESC) WHERE project_id IS NOT NULL;
CREATE TRIGGER reposts_stay BEFORE UPDATE OF id, user_id, post_id, project_id ON reposts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_moving_rows();

-- What people keep for themselves.
CREATE TABLE bookmarks (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    post_id uuid REFERENCES posts ON DELETE CASCADE,
    project_id uuid REFERENCES projects ON DELETE CASCADE,
    inserted_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT bookmarks_one_target CHECK (num_nonnulls(post_id, project_id) = 1)
);
CREATE INDEX bookmarks_of_user ON bookmarks (user_id, inserted_at DESC, id DESC);
CREATE UNIQUE INDEX bookmarks_post_key ON bookmarks (user_id, post_id) WHERE post_id IS NOT NULL;
CREATE UNIQUE INDEX bookmarks_project_key ON bookmarks (user_id, project_id) WHERE project_id IS NOT NULL;
CREATE INDEX bookmarks_of_post ON bookmarks (post_id, inserted_at DESC, id DESC) WHERE post_id IS NOT NULL;
CREATE INDEX bookmarks_of_project ON bookmarks (project_id, inserted_at DESC, id DESC) WHERE project_id IS NOT NULL;
CREATE TRIGGER bookmarks_stay BEFORE UPDATE OF id, user_id, post_id, project_id ON bookmarks
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_moving_rows();

-- What was seen, once a person, and once a browser of nobody signed in. Where the caller was is not kept. A signed-in
-- view keeps the fingerprint too, so that a browser that has been counted is not counted again when its owner signs in.
-- Rows may be pruned: the counters count views, not rows.
CREATE TABLE impressions (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    post_id uuid REFERENCES posts ON DELETE CASCADE,
    project_id uuid REFERENCES projects ON DELETE CASCADE,
    user_id uuid REFERENCES users ON DELETE CASCADE,
    fingerprint text CHECK (octet_length(fingerprint) BETWEEN 1 AND 32 * 255),
    inserted_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT impressions_one_target CHECK (num_nonnulls(post_id, project_id) = 1),
    CONSTRAINT impressions_by_somebody CHECK (num_nonnulls(user_id, fingerprint) >= 1)
);
CREATE UNIQUE INDEX impressions_user_post_key ON impressions (user_id, post_id)
    WHERE user_id IS NOT NULL AND post_id IS NOT NULL;
CREATE UNIQUE INDEX impressions_user_project_key ON impressions (user_id, project_id)
    WHERE user_id IS NOT NULL AND project_id IS NOT NULL;
CREATE UNIQUE INDEX impressions_browser_post_key ON impressions (fingerprint, post_id)
    WHERE user_id IS NULL AND post_id IS NOT NULL;
CREATE UNIQUE INDEX impressions_browser_project_key ON impressions (fingerprint, project_id)
    WHERE user_id IS NULL AND project_id IS NOT NULL;
CREATE INDEX impressions_of_user ON impressions (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX impressions_of_post ON impressions (post_id) WHERE post_id IS NOT NULL;
CREATE INDEX impressions_of_project ON impressions (project_id) WHERE project_id IS NOT NULL;
-- For pruning: rows come in the order of time, so a few kilobytes of block ranges find the old ones.
CREATE INDEX impressions_age ON impressions USING brin (inserted_at);
CREATE TRIGGER impressions_stay BEFORE UPDATE OF id, user_id, fingerprint, post_id, project_id ON impressions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_moving_rows();
