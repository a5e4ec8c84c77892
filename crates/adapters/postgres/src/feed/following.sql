-- What a person and those they follow posted, published and reposted, newest first, behind a cursor. $1 the viewer,
-- $2 and $3 the time and the identifier of the cursor (or nulls), $4 how many.
-- `kind` 0 is a post, 1 a project; a repost carries who reposted.
-- Index: posts_of_user, projects_published_of_user, reposts_of_user.
WITH people AS (
    SELECT w.id FROM active_users w
    WHERE (w.id = $1 OR EXISTS (SELECT FROM follows f WHERE f.follower_id = $1 AND f.following_id = w.id))
        AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = w.id)
)
SELECT entry.kind, entry.item_id, entry.at, entry.id, r.id, r.username, r.display_name, r.avatar_url, r.is_verified
FROM (
    SELECT 0::smallint AS kind, p.id AS item_id, p.inserted_at AS at, p.id, NULL::uuid AS reposter_id
    FROM people JOIN posts p ON p.user_id = people.id
    WHERE ($2::timestamptz IS NULL OR (p.inserted_at, p.id) < ($2, $3))
    UNION ALL
    SELECT 1::smallint, j.id, j.published_at, j.id, NULL
    FROM people JOIN projects j ON j.user_id = people.id
    WHERE j.status = 'published' AND ($2::timestamptz IS NULL OR (j.published_at, j.id) < ($2, $3))
    UNION ALL
    SELECT CASE WHEN x.post_id IS NULL THEN 1 ELSE 0 END::smallint, coalesce(x.post_id, x.project_id), x.inserted_at, x.id, x.user_id
    FROM people JOIN reposts x ON x.user_id = people.id
    LEFT JOIN posts p ON p.id = x.post_id
    LEFT JOIN projects j ON j.id = x.project_id AND j.status = 'published'
    JOIN active_users author ON author.id = coalesce(p.user_id, j.user_id)
    WHERE ($2::timestamptz IS NULL OR (x.inserted_at, x.id) < ($2, $3))
        AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = author.id)
) AS entry
LEFT JOIN users r ON r.id = entry.reposter_id
ORDER BY entry.at DESC, entry.id DESC
LIMIT $4
