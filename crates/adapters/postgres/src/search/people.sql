-- People who fit a text, the best first. $1 the viewer or null, $2 the text, $3 and $4 what is looked for and what must not
-- be there (for `websearch_to_tsquery`), $5 a LIKE pattern of what begins with the text, $6 a username to narrow it to or
-- null, $7 the limit, $8 the offset.
-- Whoever is called just that, or begins with the text, comes before all others: if these are enough, nobody else is looked
-- for. A hundred beginnings of each kind are looked at behind the offset, and three hundred that fit in each other way.
-- Index: users_search, users_username_trigrams, users_display_name_trigrams; users_username_key.
WITH beginning AS MATERIALIZED (
    SELECT u.id FROM users u WHERE $6 IS NULL AND u.username = lower($2)
    UNION
    (SELECT u.id FROM users u WHERE $6 IS NULL AND u.username LIKE lower($5) LIMIT 100 + $8)
    UNION
    (SELECT u.id FROM users u WHERE $6 IS NULL AND u.display_name ILIKE $5 LIMIT 100 + $8)
), enough AS MATERIALIZED (
    SELECT count(*) >= $7 + $8 AS are_there
    FROM beginning
    CROSS JOIN LATERAL (SELECT * FROM active_users u WHERE u.id = beginning.id OFFSET 0) AS u
    WHERE ($4 = '' OR NOT u.search_vector @@ websearch_to_tsquery('english', $4))
        AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = u.id)
), matched AS MATERIALIZED (
    SELECT id FROM beginning
    UNION
    (SELECT u.id FROM users u
    WHERE NOT (SELECT enough.are_there FROM enough) AND $6 IS NULL AND u.username % $2 LIMIT 300)
    UNION
    (SELECT u.id FROM users u
    WHERE NOT (SELECT enough.are_there FROM enough) AND $6 IS NULL AND u.display_name %> $2 LIMIT 300)
    UNION
    (SELECT u.id FROM users u
    WHERE NOT (SELECT enough.are_there FROM enough) AND $6 IS NULL
        AND u.search_vector @@ (SELECT websearch_to_tsquery('english', $3)) LIMIT 300)
    UNION
    SELECT u.id FROM users u
    WHERE u.username = $6
        AND (u.search_vector @@ websearch_to_tsquery('english', $3)
            OR u.username LIKE lower($5) OR u.username % $2
            OR u.display_name ILIKE $5 OR u.display_name %> $2)
)
SELECT u.id, u.username, u.display_name, u.bio, u.avatar_url, u.is_verified, CASE WHEN u.email_verified THEN u.email END
FROM matched
CROSS JOIN LATERAL (SELECT * FROM active_users u WHERE u.id = matched.id OFFSET 0) AS u
WHERE ($4 = '' OR NOT u.search_vector @@ websearch_to_tsquery('english', $4))
    AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = u.id)
ORDER BY
    u.username = lower($2) DESC,
    u.username LIKE lower($5) OR u.display_name ILIKE $5 DESC,
    greatest(similarity(u.username, $2), word_similarity($2, u.display_name),
        ts_rank(u.search_vector, websearch_to_tsquery('english', $3))) DESC,
    u.username
LIMIT $7 OFFSET $8
