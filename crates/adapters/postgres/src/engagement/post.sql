-- A post that a viewer may see, locked for its counters. $1 the post, $2 the viewer. Index: the primary keys.
SELECT p.user_id, p.likes_count, p.reposts_count, p.bookmarks_count
FROM posts p
JOIN active_users u ON u.id = p.user_id
WHERE p.id = $1
    AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $2 AND h.author_id = p.user_id)
FOR NO KEY UPDATE OF p
