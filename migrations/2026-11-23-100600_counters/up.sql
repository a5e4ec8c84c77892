-- The counters on users, projects, posts and comments, and the rows of `engagement_hourly`.
--
-- Triggers keep both, so that counters equal their rows on every path: a toggle, a cascade from a deleted account, a
-- COPY, a hand at psql. They run once a statement over the rows that it inserted or deleted (`changed`), so a COPY of
-- a million likes is one set-based update. Events add to the hourly tally and undoing never subtracts; the hour is
-- that of the row's `inserted_at`. Nothing else writes a counter.
--
-- ## Taking turns without deadlocks
-- A counter's row is locked until its transaction ends. Three rules keep two transactions from waiting for each other:
--   1. Targets first. Lock what the counters are on (`SELECT ... FOR NO KEY UPDATE`) before inserting or deleting the
--      rows that are counted. An undo that deleted its like first would hold the like and want the post, while the
--      deletion of the post holds the post and wants the like.
--   2. One order. Several rows are locked in the order users, posts, projects, comments, and by ascending id among
--      themselves, as the triggers do.
--   3. The rare yields to the frequent. Deleting an account, or an item with much on it, meets rows in the order of
--      the cascade, which is none. It runs with a `lock_timeout` below `deadlock_timeout` (1 s) and is tried again,
--      so that it gives way before it could make anybody else fail.
-- Foreign keys lock what they name `FOR KEY SHARE`, which does not conflict with `FOR NO KEY UPDATE`: a counter in
-- use holds up other counters of that row, and nobody else.

-- One function for each table whose rows are counted, from one template: the plans are kept, unlike those of dynamic
-- SQL inside a trigger. Locks come before the update because an UPDATE takes its locks in no order that one could
-- rely on. A target that goes in the same statement (a cascade) is not found any more, which is as it should be.
DO $migration$
DECLARE
    counted record;
BEGIN
    FOR counted IN
        SELECT relation, string_agg(
            format($block$
    IF EXISTS (SELECT FROM changed WHERE %1$I IS NOT NULL) THEN
        PERFORM FROM %2$I WHERE id IN (SELECT %1$I FROM changed) ORDER BY id FOR NO KEY UPDATE;
        UPDATE %2$I AS target SET %3$I = target.%3$I + step * tally.events
        FROM (SELECT %1$I AS id, count(*) AS events FROM changed WHERE %1$I IS NOT NULL GROUP BY 1) AS tally
        WHERE target.id = tally.id;
    END IF;
$block$, key, target, counter)
            || CASE WHEN hourly IS NULL THEN '' ELSE format($block$
    IF TG_OP = 'INSERT' THEN
        INSERT INTO engagement_hourly AS tally (%2$I, hour_bucket, %3$I)
        SELECT %1$I, date_trunc('hour', inserted_at, 'UTC'), count(*)
        FROM changed WHERE %1$I IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2
        ON CONFLICT (%2$I, hour_bucket) WHERE %2$I IS NOT NULL DO UPDATE SET %3$I = tally.%3$I + excluded.%3$I;
    END IF;
$block$, key, CASE target WHEN 'posts' THEN 'post_id' ELSE 'project_id' END, hourly) END,
            '' ORDER BY place) AS body
        FROM (VALUES
            ('likes',       1, 'post_id',           'posts',    'likes_count',      'likes'),
            ('likes',       2, 'project_id',        'projects', 'likes_count',      'likes'),
            ('likes',       3, 'comment_id',        'comments', 'likes_count',      NULL),
            ('reposts',     1, 'post_id',           'posts',    'reposts_count',    'reposts'),
            ('reposts',     2, 'project_id',        'projects', 'reposts_count',    'reposts'),
            ('bookmarks',   1, 'post_id',           'posts',    'bookmarks_count',  'bookmarks'),
            ('bookmarks',   2, 'project_id',        'projects', 'bookmarks_count',  'bookmarks'),
            ('comments',    1, 'post_id',           'posts',    'comments_count',   'comments'),
            ('comments',    2, 'project_id',        'projects', 'comments_count',   'comments'),
            -- A post that quotes counts on what it quotes.
            ('posts',       1, 'quoted_post_id',    'posts',    'quotes_count',     'quotes'),
            ('posts',       2, 'quoted_project_id', 'projects', 'quotes_count',     'quotes'),
            ('impressions', 1, 'post_id',           'posts',    'impression_count', 'impressions'),
            ('impressions', 2, 'project_id',        'projects', 'view_count',       'impressions')
        ) AS counters (relation, place, key, target, counter, hourly)
        GROUP BY relation
    LOOP
        EXECUTE format($function$
CREATE FUNCTION %1$I() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    step CONSTANT integer := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END;
BEGIN%2$s    RETURN NULL;
END
$$
$function$, 'count_' || counted.relation, counted.body);
        EXECUTE format(
            'CREATE TRIGGER %I AFTER INSERT ON %I REFERENCING NEW TABLE AS changed '
            'FOR EACH STATEMENT EXECUTE FUNCTION %I()',
            counted.relation || '_counted_in', counted.relation, 'count_' || counted.relation);
        -- Impressions count what was seen: pruning rows, or an account that goes, takes no views away.
        IF counted.relation <> 'impressions' THEN
            EXECUTE format(
                'CREATE TRIGGER %I AFTER DELETE ON %I REFERENCING OLD TABLE AS changed '
                'FOR EACH STATEMENT EXECUTE FUNCTION %I()',
                counted.relation || '_counted_out', counted.relation, 'count_' || counted.relation);
        END IF;
    END LOOP;
END
$migration$;

-- A quote that lets go of what it quotes: as a rule because the quoted item is gone, and then nothing is found here.
CREATE FUNCTION recount_changed_quote() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM posts WHERE id IN (OLD.quoted_post_id, NEW.quoted_post_id) ORDER BY id FOR NO KEY UPDATE;
    UPDATE posts SET quotes_count = quotes_count - 1 WHERE id = OLD.quoted_post_id;
    UPDATE posts SET quotes_count = quotes_count + 1 WHERE id = NEW.quoted_post_id;
    PERFORM FROM projects WHERE id IN (OLD.quoted_project_id, NEW.quoted_project_id) ORDER BY id FOR NO KEY UPDATE;
    UPDATE projects SET quotes_count = quotes_count - 1 WHERE id = OLD.quoted_project_id;
    UPDATE projects SET quotes_count = quotes_count + 1 WHERE id = NEW.quoted_project_id;
    RETURN NULL;
END
$$;
CREATE TRIGGER posts_quote_changed AFTER UPDATE OF quoted_post_id, quoted_project_id ON posts FOR EACH ROW
    WHEN ((OLD.quoted_post_id, OLD.quoted_project_id) IS DISTINCT FROM (NEW.quoted_post_id, NEW.quoted_project_id))
    EXECUTE FUNCTION recount_changed_quote();

-- A follow counts on both ends.
CREATE FUNCTION count_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    step CONSTANT integer := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END;
BEGIN
    PERFORM FROM users
    WHERE id IN (SELECT follower_id FROM changed UNION ALL SELECT following_id FROM changed)
    ORDER BY id FOR NO KEY UPDATE;
    UPDATE users AS target
    SET following_count = target.following_count + step * tally.follows,
        followers_count = target.followers_count + step * tally.followed
    FROM (
        SELECT id, sum(follows) AS follows, sum(followed) AS followed
        FROM (
            SELECT follower_id AS id, 1 AS follows, 0 AS followed FROM changed
            UNION ALL
            SELECT following_id, 0, 1 FROM changed
        ) AS ends
        GROUP BY id
    ) AS tally
    WHERE target.id = tally.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER follows_counted_in AFTER INSERT ON follows REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_follows();
CREATE TRIGGER follows_counted_out AFTER DELETE ON follows REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_follows();
