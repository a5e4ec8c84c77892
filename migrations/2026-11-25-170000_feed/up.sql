-- What feeds are read from, so that no request scores or sorts a whole table.
--
-- ## The for-you feed
-- A *snapshot* is the ranking as of a moment, which a walk through the feed is pinned to. It is made once a minute and
-- kept for longer than anybody may take between two pages. Recent items (seven days) change their places all the time,
-- because their scores decay: each snapshot has rows of its own for them. Older items stand by their engagement, which
-- hardly ever changes: a row says from which snapshot on, and until which, an item stood where it stands, so that a
-- snapshot of a million old items costs the rows of those that moved.
--
-- Which old items may have moved is told by marks, which triggers leave. A mark is a row of its own, never an upsert: it
-- becomes visible together with the change, so that whoever takes it sees the change, and a mark left during a refresh
-- is taken by the next one.
--
-- All of it is made anew from the items when it is lost, hence `UNLOGGED`. Rows name no item by a foreign key: a page
-- joins what it shows, and so passes over what is gone.
CREATE UNLOGGED TABLE feed_snapshots (
    -- The moment that ages are counted to, in microseconds since 1970: snapshots need no other name.
    id bigint PRIMARY KEY,
    -- What was published in the last minute before it: tells the items that are in the snapshot from those that became
    -- visible just after it.
    newest uuid[] NOT NULL
);

CREATE UNLOGGED TABLE feed_recent (
    snapshot_id bigint NOT NULL REFERENCES feed_snapshots ON DELETE CASCADE,
    score double precision NOT NULL,
    at timestamptz NOT NULL,
    item_id uuid NOT NULL,
    -- 0 is a post, 1 a project.
    kind smallint NOT NULL CHECK (kind IN (0, 1)),
    author_id uuid NOT NULL,
    -- What the score was made from.
    engagement double precision NOT NULL,
    -- The tools and stacks of a project.
    tags uuid[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (snapshot_id, score, at, item_id)
) WITH (autovacuum_vacuum_cost_delay = 0);
CREATE INDEX feed_recent_projects ON feed_recent (snapshot_id, score, at, item_id) WHERE kind = 1;
CREATE INDEX feed_recent_of_author ON feed_recent (snapshot_id, author_id);

CREATE UNLOGGED TABLE feed_older (
    item_id uuid NOT NULL,
    kind smallint NOT NULL CHECK (kind IN (0, 1)),
    author_id uuid NOT NULL,
    engagement double precision NOT NULL,
    at timestamptz NOT NULL,
    -- In the snapshots from `since` to the one before `until`.
    since bigint NOT NULL,
    until bigint NOT NULL DEFAULT 9223372036854775807,
    PRIMARY KEY (item_id, since)
);
CREATE INDEX feed_older_ranked ON feed_older (engagement, at, item_id);
CREATE INDEX feed_older_of_author ON feed_older (author_id, engagement, at);
CREATE INDEX feed_older_past ON feed_older (until) WHERE until < 9223372036854775807;

CREATE UNLOGGED TABLE feed_marks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    item_id uuid NOT NULL
);

-- The formula of the domain's `for_you_score` for one item; `gravity` is bound, and a test compares the two.
CREATE FUNCTION feed_score(
    engagement double precision, at timestamptz, seen_at timestamptz, recent_after timestamptz, gravity double precision
) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT engagement / CASE WHEN at > recent_after
        THEN power(greatest(extract(epoch FROM seen_at - at)::float8, 0) / 3600 + 2, gravity) ELSE 1 END
$$;

-- ## The following feed
-- What happened, in the order of time: posts, published projects and reposts in one narrow table that nothing updates, so
-- that a page is read from an index alone. Somebody who follows few reads the ends of those few people's entries;
-- somebody who follows thousands reads the end of everybody's and keeps what is of people followed. `id` is the
-- entry's on the wire: the item's own, or the repost's.
CREATE TABLE feed_entries (
    id uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    actor_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    kind smallint NOT NULL CHECK (kind IN (0, 1)),
    item_id uuid NOT NULL,
    is_repost boolean NOT NULL
) WITH (autovacuum_vacuum_insert_scale_factor = 0.02);
CREATE INDEX feed_entries_newest ON feed_entries (at, id) INCLUDE (actor_id, kind, item_id, is_repost);
CREATE INDEX feed_entries_of_actor ON feed_entries (actor_id, at, id) INCLUDE (kind, item_id, is_repost);

-- ## What keeps them: triggers on the items, once a statement where a statement can be large.
CREATE FUNCTION feed_posts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO feed_entries (id, at, actor_id, kind, item_id, is_repost)
            SELECT id, inserted_at, user_id, 0, id, false FROM changed;
    ELSE
        DELETE FROM feed_entries AS e USING changed WHERE e.id = changed.id;
    END IF;
    INSERT INTO feed_marks (item_id) SELECT id FROM changed;
    RETURN NULL;
END
$$;
CREATE TRIGGER posts_into_feed AFTER INSERT ON posts REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION feed_posts();
CREATE TRIGGER posts_out_of_feed AFTER DELETE ON posts REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION feed_posts();

CREATE FUNCTION feed_projects() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO feed_entries (id, at, actor_id, kind, item_id, is_repost)
            SELECT id, published_at, user_id, 1, id, false FROM changed WHERE status = 'published';
    ELSE
        DELETE FROM feed_entries AS e USING changed WHERE e.id = changed.id;
    END IF;
    INSERT INTO feed_marks (item_id) SELECT id FROM changed;
    RETURN NULL;
END
$$;
CREATE TRIGGER projects_into_feed AFTER INSERT ON projects REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION feed_projects();
CREATE TRIGGER projects_out_of_feed AFTER DELETE ON projects REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION feed_projects();

CREATE FUNCTION feed_project_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM feed_entries WHERE id = OLD.id;
    IF NEW.status = 'published' THEN
        INSERT INTO feed_entries (id, at, actor_id, kind, item_id, is_repost)
            VALUES (NEW.id, NEW.published_at, NEW.user_id, 1, NEW.id, false);
    END IF;
    INSERT INTO feed_marks (item_id) VALUES (NEW.id);
    RETURN NULL;
END
$$;
CREATE TRIGGER projects_feed_changed AFTER UPDATE OF status, published_at ON projects FOR EACH ROW
    WHEN ((OLD.status, OLD.published_at) IS DISTINCT FROM (NEW.status, NEW.published_at))
    EXECUTE FUNCTION feed_project_changed();

CREATE FUNCTION feed_reposts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO feed_entries (id, at, actor_id, kind, item_id, is_repost)
            SELECT id, inserted_at, user_id, CASE WHEN post_id IS NULL THEN 1 ELSE 0 END, coalesce(post_id, project_id), true
            FROM changed;
    ELSE
        DELETE FROM feed_entries AS e USING changed WHERE e.id = changed.id;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER reposts_into_feed AFTER INSERT ON reposts REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION feed_reposts();
CREATE TRIGGER reposts_out_of_feed AFTER DELETE ON reposts REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION feed_reposts();

CREATE FUNCTION feed_engaged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO feed_marks (item_id) VALUES (NEW.id);
    RETURN NULL;
END
$$;
CREATE TRIGGER posts_engaged AFTER UPDATE OF likes_count, comments_count, reposts_count, bookmarks_count, quotes_count
    ON posts FOR EACH ROW
    WHEN (OLD.engagement_score IS DISTINCT FROM NEW.engagement_score) EXECUTE FUNCTION feed_engaged();
CREATE TRIGGER projects_engaged
    AFTER UPDATE OF likes_count, comments_count, reposts_count, bookmarks_count, quotes_count
    ON projects FOR EACH ROW
    WHEN (OLD.engagement_score IS DISTINCT FROM NEW.engagement_score) EXECUTE FUNCTION feed_engaged();

-- What is there already.
INSERT INTO feed_entries (id, at, actor_id, kind, item_id, is_repost)
    SELECT id, inserted_at, user_id, 0, id, false FROM posts
    UNION ALL
    SELECT id, published_at, user_id, 1, id, false FROM projects WHERE status = 'published'
    UNION ALL
    SELECT id, inserted_at, user_id, CASE WHEN post_id IS NULL THEN 1 ELSE 0 END, coalesce(post_id, project_id), true
    FROM reposts;
