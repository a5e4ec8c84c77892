-- A project that a viewer may see, locked for its counters. $1 the project, $2 the viewer. Index: the primary keys.
SELECT j.user_id, j.likes_count, j.reposts_count, j.bookmarks_count, j.status = 'published'
FROM projects j
JOIN active_users u ON u.id = j.user_id
WHERE j.id = $1
    AND (j.status = 'published' OR j.user_id = $2)
    AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $2 AND h.author_id = j.user_id)
FOR NO KEY UPDATE OF j
