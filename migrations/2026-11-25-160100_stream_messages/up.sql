-- What open streams are told of messages. See the migration `stream`.

-- Both hear of it: the one who wrote it may have other pages open.
CREATE FUNCTION stream_new_messages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO stream_events (user_id, kind, subject_id)
    SELECT taking_part.id, 'message', m.id
    FROM changed AS m
    JOIN conversations AS c ON c.id = m.conversation_id
    CROSS JOIN LATERAL (VALUES (c.user_one_id), (c.user_two_id)) AS taking_part (id)
    ORDER BY m.inserted_at, m.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER messages_streamed AFTER INSERT ON messages REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION stream_new_messages();

CREATE FUNCTION stream_read_messages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO stream_events (user_id, kind)
    SELECT DISTINCT CASE after.sender_id WHEN c.user_one_id THEN c.user_two_id ELSE c.user_one_id END, 'counts'
    FROM before JOIN after USING (id) JOIN conversations AS c ON c.id = after.conversation_id
    WHERE (before.read_at IS NULL) <> (after.read_at IS NULL);
    RETURN NULL;
END
$$;
CREATE TRIGGER messages_read_streamed AFTER UPDATE ON messages REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION stream_read_messages();

-- With an account, as a rule: then one of the two is there to hear of it.
CREATE FUNCTION stream_gone_conversations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO stream_events (user_id, kind)
    SELECT user_one_id, 'counts' FROM changed WHERE user_one_unread > 0
    UNION
    SELECT user_two_id, 'counts' FROM changed WHERE user_two_unread > 0;
    RETURN NULL;
END
$$;
CREATE TRIGGER conversations_gone_streamed AFTER DELETE ON conversations REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION stream_gone_conversations();
