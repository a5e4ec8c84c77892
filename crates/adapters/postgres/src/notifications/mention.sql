-- Tells those who are mentioned. $1 who wrote, $2 identifiers for the rows, $3 the names, $4 the post or null, $5 the
-- project or null, $6 the beginning of the text, $7 when. The writer, unknown names and people who do not see the
-- writer's things are passed over.
-- Index: users_username_key.
INSERT INTO notifications (id, user_id, actor_id, type, post_id, project_id, content_preview, inserted_at)
SELECT mentioned.id, u.id, $1, 'mention', $4, $5, $6, $7
FROM unnest($2::uuid[], $3::text[]) AS mentioned (id, name)
JOIN active_users u ON u.username = mentioned.name
WHERE u.id <> $1 AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = u.id AND h.author_id = $1)
