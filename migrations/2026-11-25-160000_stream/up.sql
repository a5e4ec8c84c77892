-- What open streams are told: an outbox, written in the transaction of the cause by triggers, so that it is complete on
-- every path: a use case, a cascade from a deleted account, a hand at psql. Rows name things and never hold them.
--
-- ## The order
-- `id` says in which order rows were written, which is not the order in which they become visible: a transaction that
-- began early may commit late, and whoever read on behind the highest `id` would never see it. So rows come without a
-- place, and `order_stream_events` gives places to those that are visible by then, one caller at a time. A place is
-- given once, grows by one, and no place becomes visible behind a higher one: to read on behind a place is to miss
-- nothing. No transaction waits for another one's end, as it would below a horizon of transactions.

CREATE TABLE stream_events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Whom it concerns. Not a reference: that an account is gone is told when it is gone.
    user_id uuid NOT NULL,
    kind text NOT NULL CONSTRAINT stream_events_kind CHECK (kind IN (
        -- There is something new: `subject_id`.
        'notification', 'message',
        -- How much is unread may have changed.
        'counts',
        -- A token was revoked: `token_id`. All of a person's streams end.
        'token_ended', 'person_ended'
    )),
    subject_id uuid,
    token_id text,
    -- Null until it has its place.
    position bigint,
    -- When it got its place: grows with it, by which rows are pruned.
    placed_at timestamptz,
    CONSTRAINT stream_events_subject CHECK ((subject_id IS NOT NULL) = (kind IN ('notification', 'message'))),
    CONSTRAINT stream_events_token CHECK ((token_id IS NOT NULL) = (kind = 'token_ended')),
    CONSTRAINT stream_events_placed CHECK ((position IS NULL) = (placed_at IS NULL))
) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);
-- For those who read everything, and for finding what has no place yet.
CREATE UNIQUE INDEX stream_events_position ON stream_events (position);
-- For one person who comes back.
CREATE INDEX stream_events_of_user ON stream_events (user_id, position);

-- The highest place that was given, and the highest whose row was pruned. One row: its lock is whose turn it is.
CREATE TABLE stream_head (
    single boolean PRIMARY KEY DEFAULT true CONSTRAINT stream_head_one_row CHECK (single),
    position bigint NOT NULL DEFAULT 0,
    pruned bigint NOT NULL DEFAULT 0 CONSTRAINT stream_head_pruned CHECK (pruned BETWEEN 0 AND position)
) WITH (fillfactor = 50);
INSERT INTO stream_head DEFAULT VALUES;

-- Gives places to what has none, and announces it to all nodes. Not for transactions that do anything else: a NOTIFY
-- makes commits wait for each other.
CREATE FUNCTION order_stream_events() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    newest bigint;
    placed bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM stream_events WHERE position IS NULL) THEN
        RETURN;
    END IF;
    SELECT position INTO newest FROM stream_head FOR UPDATE;
    -- A statement of its own, so that it sees what was visible when the turn came.
    UPDATE stream_events AS event SET position = newest + waiting.place, placed_at = clock_timestamp()
    FROM (
        SELECT id, row_number() OVER (ORDER BY id) AS place FROM stream_events WHERE position IS NULL
    ) AS waiting
    WHERE event.id = waiting.id;
    GET DIAGNOSTICS placed = ROW_COUNT;
    IF placed > 0 THEN
        UPDATE stream_head SET position = newest + placed;
        NOTIFY vibeslop_stream;
    END IF;
END
$$;

-- Forgets what has had its place for longer than `kept`.
CREATE FUNCTION prune_stream_events(kept interval) RETURNS bigint LANGUAGE sql AS $$
    WITH gone AS (DELETE FROM stream_events WHERE placed_at < now() - kept RETURNING position),
    noted AS (
        UPDATE stream_head SET pruned = greatest(pruned, highest.position)
        FROM (SELECT max(position) AS position FROM gone) AS highest
        WHERE highest.position IS NOT NULL
    )
    SELECT count(*) FROM gone
$$;

-- Tickets that open a stream once in the place of a token. Only their hash is kept, and what the token says that they
-- were issued for: with its end theirs comes.
CREATE TABLE stream_tickets (
    ticket_hash bytea PRIMARY KEY CONSTRAINT stream_tickets_hash CHECK (octet_length(ticket_hash) = 32),
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    token_id text CONSTRAINT stream_tickets_token_id CHECK (octet_length(token_id) BETWEEN 1 AND 255),
    token_issued_at timestamptz,
    token_expires_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX stream_tickets_of_user ON stream_tickets (user_id);
CREATE INDEX stream_tickets_expiry ON stream_tickets (expires_at);

-- ## The causes

CREATE FUNCTION stream_new_notifications() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO stream_events (user_id, kind, subject_id)
    SELECT user_id, 'notification', id FROM changed ORDER BY inserted_at, id;
    RETURN NULL;
END
$$;
CREATE TRIGGER notifications_streamed AFTER INSERT ON notifications REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION stream_new_notifications();

CREATE FUNCTION stream_read_notifications() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO stream_events (user_id, kind)
    SELECT DISTINCT user_id, 'counts' FROM before JOIN after USING (id, user_id) WHERE before.read <> after.read;
    RETURN NULL;
END
$$;
CREATE TRIGGER notifications_read_streamed AFTER UPDATE ON notifications
    REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION stream_read_notifications();

CREATE FUNCTION stream_gone_notifications() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO stream_events (user_id, kind) SELECT DISTINCT user_id, 'counts' FROM changed WHERE NOT read;
    RETURN NULL;
END
$$;
CREATE TRIGGER notifications_gone_streamed AFTER DELETE ON notifications REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION stream_gone_notifications();

-- What somebody does not see is not counted for them.
CREATE FUNCTION stream_hidden_people() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'mutes' THEN
        INSERT INTO stream_events (user_id, kind) SELECT DISTINCT muter_id, 'counts' FROM changed;
    ELSE
        INSERT INTO stream_events (user_id, kind)
        SELECT blocker_id, 'counts' FROM changed UNION SELECT blocked_id, 'counts' FROM changed;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER blocks_streamed AFTER INSERT ON blocks REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION stream_hidden_people();
CREATE TRIGGER blocks_gone_streamed AFTER DELETE ON blocks REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION stream_hidden_people();
CREATE TRIGGER mutes_streamed AFTER INSERT ON mutes REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION stream_hidden_people();
CREATE TRIGGER mutes_gone_streamed AFTER DELETE ON mutes REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION stream_hidden_people();

CREATE FUNCTION stream_ended_token() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO stream_events (user_id, kind, token_id) VALUES (NEW.user_id, 'token_ended', NEW.jti);
    RETURN NULL;
END
$$;
CREATE TRIGGER revoked_tokens_streamed AFTER INSERT ON revoked_tokens
    FOR EACH ROW EXECUTE FUNCTION stream_ended_token();

CREATE FUNCTION stream_ended_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO stream_events (user_id, kind) VALUES (OLD.id, 'person_ended');
    RETURN NULL;
END
$$;
-- By its columns, so that counters do not come here.
CREATE TRIGGER users_ended_streamed AFTER UPDATE OF suspended_at, suspended_until, tokens_valid_after ON users
    FOR EACH ROW WHEN (
        (NEW.suspended_at IS NOT NULL
            AND (OLD.suspended_at, OLD.suspended_until) IS DISTINCT FROM (NEW.suspended_at, NEW.suspended_until))
        OR OLD.tokens_valid_after IS DISTINCT FROM NEW.tokens_valid_after
    )
    EXECUTE FUNCTION stream_ended_person();
CREATE TRIGGER users_gone_streamed AFTER DELETE ON users
    FOR EACH ROW EXECUTE FUNCTION stream_ended_person();
