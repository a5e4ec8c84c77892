-- The newest published projects, or open gigs, that have what operators ask for: identifiers.
-- $1 the viewer or null, $2 the limit, $3 the offset, $4 the author's username or null, $5 what must not be there (for
-- `websearch_to_tsquery`, or empty), $6 and $7 slugs of tools and stacks (empty for any), $8 and $9 the time from and up to which
-- (or nulls).
-- What is in braces is filled in: items with `projects` or `gigs`, item with the name of one of them, at with the time since when
-- it is to be seen, status with what it then is, fits with items_fit.sql: what operators ask for.
-- The newest twenty thousand are looked at, and all of one author.
-- Index: projects_published; projects_published_of_user; gigs_newest; gigs_of_user.
SELECT i.id
FROM (
    (SELECT * FROM {items} i WHERE $4 IS NULL AND i.status = '{status}'
        AND ($8 IS NULL OR i.{at} >= $8) AND ($9 IS NULL OR i.{at} < $9)
    ORDER BY i.{at} DESC, i.id DESC LIMIT 20000)
    UNION ALL
    (SELECT * FROM {items} i WHERE i.user_id = (SELECT u.id FROM users u WHERE u.username = $4) AND i.status = '{status}'
    ORDER BY i.{at} DESC, i.id DESC)
) AS i
CROSS JOIN LATERAL (SELECT 1 FROM active_users u WHERE u.id = i.user_id OFFSET 0) AS author
WHERE NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = i.user_id)
    AND {fits}
ORDER BY i.{at} DESC, i.id DESC
LIMIT $2 OFFSET $3
