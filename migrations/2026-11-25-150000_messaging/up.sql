-- Who writes to whom.
--
-- Two people have at most one conversation, stored with the smaller identifier first, whoever began it. Its row holds
-- what lists and badges ask for, so that neither has to look at messages. Triggers keep that from the messages, as they
-- keep counters (see the migration `counters`): nothing else writes those columns. Conversations are locked after
-- people and before messages.

CREATE TABLE conversations (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_one_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    user_two_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    -- One of the two, so that it needs no foreign key of its own. The other sees nothing until there is a message.
    created_by_id uuid NOT NULL,
    -- The newest message. Nulls until there is one.
    last_message_id uuid,
    last_message_at timestamptz,
    -- How many messages of the other side each has not read.
    user_one_unread integer NOT NULL DEFAULT 0 CONSTRAINT conversations_unread_one_positive CHECK (user_one_unread >= 0),
    user_two_unread integer NOT NULL DEFAULT 0 CONSTRAINT conversations_unread_two_positive CHECK (user_two_unread >= 0),
    -- Whether each has ever written here: whoever did is open to answers. It stays so when the message is gone.
    user_one_wrote boolean NOT NULL DEFAULT false,
    user_two_wrote boolean NOT NULL DEFAULT false,
    inserted_at timestamptz NOT NULL DEFAULT now(),
    -- What lists are ordered by.
    active_at timestamptz NOT NULL GENERATED ALWAYS AS (coalesce(last_message_at, inserted_at)) STORED,
    CONSTRAINT conversations_pair UNIQUE (user_one_id, user_two_id),
    CONSTRAINT canonical_user_order CHECK (user_one_id < user_two_id),
    CONSTRAINT conversations_created_by_one_of_them CHECK (created_by_id IN (user_one_id, user_two_id)),
    CONSTRAINT conversations_last_message_whole CHECK ((last_message_id IS NULL) = (last_message_at IS NULL))
) WITH (fillfactor = 80);
CREATE INDEX conversations_of_one ON conversations (user_one_id, active_at DESC, id DESC);
CREATE INDEX conversations_of_two ON conversations (user_two_id, active_at DESC, id DESC);
-- For the badge, which every open page asks for twice a minute.
CREATE INDEX conversations_unread_one ON conversations (user_one_id) WHERE user_one_unread > 0;
CREATE INDEX conversations_unread_two ON conversations (user_two_id) WHERE user_two_unread > 0;
CREATE TRIGGER conversations_stay BEFORE UPDATE OF id, user_one_id, user_two_id, created_by_id ON conversations
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_moving_rows();

CREATE TABLE messages (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    conversation_id uuid NOT NULL REFERENCES conversations ON DELETE CASCADE,
    sender_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    content text NOT NULL CONSTRAINT messages_content_length CHECK (octet_length(content) BETWEEN 1 AND 32 * 10000),
    read_at timestamptz,
    inserted_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX messages_newest ON messages (conversation_id, inserted_at DESC, id DESC);
CREATE INDEX messages_unread ON messages (conversation_id, sender_id) WHERE read_at IS NULL;
CREATE INDEX messages_of_sender ON messages (sender_id);
-- What was said stays as it was said: a thread with the same newest message is the same thread.
CREATE TRIGGER messages_stay BEFORE UPDATE OF id, conversation_id, sender_id, content, inserted_at ON messages
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_moving_rows();

CREATE FUNCTION count_new_messages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM conversations WHERE id IN (SELECT conversation_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT FROM changed AS m JOIN conversations AS c ON c.id = m.conversation_id
        WHERE m.sender_id NOT IN (c.user_one_id, c.user_two_id)
    ) THEN
        RAISE check_violation USING
            MESSAGE = 'a message is from one of the two',
            TABLE = 'messages', CONSTRAINT = 'messages_sender_takes_part';
    END IF;
    UPDATE conversations AS target SET
        user_one_unread = target.user_one_unread + tally.unread_one,
        user_two_unread = target.user_two_unread + tally.unread_two,
        user_one_wrote = target.user_one_wrote OR tally.one_wrote,
        user_two_wrote = target.user_two_wrote OR tally.two_wrote,
        last_message_id = CASE WHEN tally.newer THEN tally.last_id ELSE target.last_message_id END,
        last_message_at = CASE WHEN tally.newer THEN tally.last_at ELSE target.last_message_at END
    FROM (
        SELECT sums.*, (sums.last_at, sums.last_id) > (c.last_message_at, c.last_message_id) IS NOT FALSE AS newer
        FROM (
            SELECT c.id,
                count(*) FILTER (WHERE m.sender_id <> c.user_one_id AND m.read_at IS NULL) AS unread_one,
                count(*) FILTER (WHERE m.sender_id <> c.user_two_id AND m.read_at IS NULL) AS unread_two,
                bool_or(m.sender_id = c.user_one_id) AS one_wrote,
                bool_or(m.sender_id = c.user_two_id) AS two_wrote,
                max(m.inserted_at) AS last_at,
                (array_agg(m.id ORDER BY m.inserted_at DESC, m.id DESC))[1] AS last_id
            FROM changed AS m JOIN conversations AS c ON c.id = m.conversation_id
            GROUP BY c.id
        ) AS sums
        JOIN conversations AS c ON c.id = sums.id
    ) AS tally
    WHERE target.id = tally.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER messages_counted_in AFTER INSERT ON messages REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_new_messages();

-- As a rule the conversation is gone as well, with an account, and nothing is found here.
CREATE FUNCTION count_gone_messages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM conversations WHERE id IN (SELECT conversation_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    UPDATE conversations AS target SET
        user_one_unread = target.user_one_unread - tally.unread_one,
        user_two_unread = target.user_two_unread - tally.unread_two,
        last_message_id = newest.id,
        last_message_at = newest.inserted_at
    FROM (
        SELECT c.id,
            count(*) FILTER (WHERE m.sender_id <> c.user_one_id AND m.read_at IS NULL) AS unread_one,
            count(*) FILTER (WHERE m.sender_id <> c.user_two_id AND m.read_at IS NULL) AS unread_two
        FROM changed AS m JOIN conversations AS c ON c.id = m.conversation_id
        GROUP BY c.id
    ) AS tally
    LEFT JOIN LATERAL (
        SELECT m.id, m.inserted_at FROM messages AS m WHERE m.conversation_id = tally.id
        ORDER BY m.inserted_at DESC, m.id DESC LIMIT 1
    ) AS newest ON true
    WHERE target.id = tally.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER messages_counted_out AFTER DELETE ON messages REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_gone_messages();

CREATE FUNCTION recount_read_messages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM conversations WHERE id IN (SELECT conversation_id FROM after) ORDER BY id FOR NO KEY UPDATE;
    UPDATE conversations AS target SET
        user_one_unread = target.user_one_unread + tally.unread_one,
        user_two_unread = target.user_two_unread + tally.unread_two
    FROM (
        SELECT c.id,
            coalesce(sum(m.step) FILTER (WHERE m.sender_id <> c.user_one_id), 0) AS unread_one,
            coalesce(sum(m.step) FILTER (WHERE m.sender_id <> c.user_two_id), 0) AS unread_two
        FROM (
            SELECT after.conversation_id, after.sender_id, CASE WHEN after.read_at IS NULL THEN 1 ELSE -1 END AS step
            FROM before JOIN after USING (id)
            WHERE (before.read_at IS NULL) <> (after.read_at IS NULL)
        ) AS m
        JOIN conversations AS c ON c.id = m.conversation_id
        GROUP BY c.id
    ) AS tally
    WHERE target.id = tally.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER messages_recounted AFTER UPDATE ON messages REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION recount_read_messages();
