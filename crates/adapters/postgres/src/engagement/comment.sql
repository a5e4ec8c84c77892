-- A comment that a viewer may see, as is the item that it is on, locked for its counter. $1 the comment, $2 the viewer.
-- Index: the primary keys.
SELECT c.user_id, c.likes_count, coalesce(j.status = 'published', true)
FROM comments c
JOIN active_users writer ON writer.id = c.user_id
LEFT JOIN posts p ON p.id = c.post_id
LEFT JOIN projects j ON j.id = c.project_id AND (j.status = 'published' OR j.user_id = $2)
JOIN active_users owner ON owner.id = coalesce(p.user_id, j.user_id)
WHERE c.id = $1
    AND NOT EXISTS (
        SELECT FROM hidden_people h WHERE h.viewer_id = $2 AND h.author_id IN (c.user_id, p.user_id, j.user_id)
    )
FOR NO KEY UPDATE OF c
