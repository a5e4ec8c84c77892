-- What was said in the person's conversations, conversation by conversation. What others said is theirs too, and is there
-- as the person sees it: not that of somebody who is suspended or leaving. $1 the person, $2 and $3 behind which message
-- of the conversation $5, $4 how many. Each conversation is read from its end on the index, and no more of them than fill
-- a page. Indexes: conversations_of_one, conversations_of_two, messages_newest.
SELECT m.inserted_at, m.id, json_build_object(
    'id', m.id,
    'conversation_id', c.id,
    'sender_id', m.sender_id,
    'mine', m.sender_id = $1,
    'content', m.content,
    'read_at', m.read_at,
    'inserted_at', m.inserted_at
)::text, c.id
FROM (
    SELECT own.id, EXISTS (
        SELECT FROM active_users u
        WHERE u.id = CASE WHEN own.user_one_id = $1 THEN own.user_two_id ELSE own.user_one_id END
    ) AS other_is_there
    FROM conversations own
    WHERE (own.user_one_id = $1 OR own.user_two_id = $1) AND own.id >= $5
    ORDER BY own.id
) AS c
CROSS JOIN LATERAL (
    SELECT said.id, said.sender_id, said.content, said.read_at, said.inserted_at
    FROM messages said
    WHERE said.conversation_id = c.id AND (c.id > $5 OR (said.inserted_at, said.id) > ($2, $3))
        AND (said.sender_id = $1 OR c.other_is_there)
    ORDER BY said.inserted_at, said.id
    LIMIT $4
) AS m
ORDER BY c.id, m.inserted_at, m.id
LIMIT $4
