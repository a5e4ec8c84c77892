-- Messages, each as one of the two sees it. Lists of one length: $1 the messages, $2 who sees them. What somebody says
-- whom the person does not see is left out.
-- Index: the primary keys.
SELECT m.id, seen.viewer_id, m.conversation_id, m.content, m.inserted_at, m.sender_id = seen.viewer_id
FROM unnest($1::uuid[], $2::uuid[]) AS seen (message_id, viewer_id)
JOIN messages m ON m.id = seen.message_id
JOIN conversations c ON c.id = m.conversation_id AND seen.viewer_id IN (c.user_one_id, c.user_two_id)
JOIN active_users other
    ON other.id = CASE seen.viewer_id WHEN c.user_one_id THEN c.user_two_id ELSE c.user_one_id END
WHERE NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = seen.viewer_id AND h.author_id = other.id)
