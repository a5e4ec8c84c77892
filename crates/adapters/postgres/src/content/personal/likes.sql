-- What a person likes, liked last first, and who the person is. $1 the username, $2 the viewer or null, $3 and $4 the
-- time and the identifier of the cursor (or nulls), $5 how many, $6 how many are skipped. One row without an entry says
-- that the person is there and the list is empty. `kind` 0 is a post, 1 a project.
-- Index: users_username_key, likes_of_user.
SELECT u.id, u.username, u.display_name, u.avatar_url, u.is_verified,
    entry.kind, entry.item_id, entry.at, entry.id, false
FROM active_users u
LEFT JOIN LATERAL (
    SELECT (x.post_id IS NULL)::integer::smallint AS kind, coalesce(x.post_id, x.project_id) AS item_id,
        x.inserted_at AS at, x.id
    FROM likes x
    LEFT JOIN posts p ON p.id = x.post_id
    LEFT JOIN projects j ON j.id = x.project_id AND j.status = 'published'
    JOIN active_users author ON author.id = coalesce(p.user_id, j.user_id)
    WHERE x.user_id = u.id
        AND x.comment_id IS NULL
        AND (x.inserted_at, x.id) < (
            coalesce($3, 'infinity'), coalesce($4, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
        )
        AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $2 AND h.author_id = author.id)
    ORDER BY x.inserted_at DESC, x.id DESC
    LIMIT $5 OFFSET $6
) AS entry ON NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $2 AND h.author_id = u.id)
WHERE u.username = $1
ORDER BY entry.at DESC, entry.id DESC
