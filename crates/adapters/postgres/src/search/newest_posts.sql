-- The newest posts that have what operators ask for: identifiers.
-- $1 the viewer or null, $2 the limit, $3 the offset, $4 the author's username or null, $5 what must not be there (for
-- `websearch_to_tsquery`, or empty), $6 and $7 slugs of tools and stacks (empty for any), $8 and $9 the time from and up to which
-- (or nulls), $10 and $11 whether they need pictures or a linked project.
-- What is in braces is filled in: fits with posts_fit.sql, what operators ask for.
-- The newest twenty thousand are looked at, and all of one author.
-- Index: posts_newest; posts_of_user.
SELECT p.id
FROM (
    (SELECT * FROM posts p WHERE $4 IS NULL
        AND ($8 IS NULL OR p.inserted_at >= $8) AND ($9 IS NULL OR p.inserted_at < $9)
    ORDER BY p.inserted_at DESC, p.id DESC LIMIT 20000)
    UNION ALL
    (SELECT * FROM posts p WHERE p.user_id = (SELECT u.id FROM users u WHERE u.username = $4)
    ORDER BY p.inserted_at DESC, p.id DESC)
) AS p
CROSS JOIN LATERAL (SELECT 1 FROM active_users u WHERE u.id = p.user_id OFFSET 0) AS author
WHERE NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = p.user_id)
    AND {fits}
ORDER BY p.inserted_at DESC, p.id DESC
LIMIT $2 OFFSET $3
