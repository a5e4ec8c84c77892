-- People who fit a text, the best first. $1 the viewer or null, $2 the text, $3 and $4 what is looked for and what must not
-- be there (for `websearch_to_tsquery`), $5 a username to narrow it to or null, $6 the limit, $7 the offset.
-- Whoever is called just that, or begins with the text, comes before all others: if these are enough, nobody else is looked
-- for. Of very many, the first five hundred by the alphabet are looked at, or twenty-five where only the first few are asked for;
-- and three hundred that fit in each other way.
-- Index: users_username_beginnings, users_display_name_beginnings; users_search, users_username_trigrams,
-- users_display_name_trigrams; users_username_key.
WITH beginning AS MATERIALIZED (
    SELECT u.id FROM users u WHERE $5 IS NULL AND u.username = lower($2)
    UNION
    (SELECT u.id FROM users u
    WHERE $5 IS NULL AND u.username COLLATE "C" >= lower($2) AND u.username COLLATE "C" < lower($2) || U&'\+10FFFF'
    ORDER BY u.username COLLATE "C" LIMIT CASE WHEN $6 <= 10 THEN 25 ELSE 500 END)
    UNION
    (SELECT u.id FROM users u
    WHERE $5 IS NULL AND lower(u.display_name) COLLATE "C" >= lower($2)
        AND lower(u.display_name) COLLATE "C" < lower($2) || U&'\+10FFFF'
    ORDER BY lower(u.display_name) COLLATE "C" LIMIT CASE WHEN $6 <= 10 THEN 25 ELSE 500 END)
), enough AS MATERIALIZED (
    SELECT count(*) >= $6 + $7 AS are_there
    FROM beginning
    CROSS JOIN LATERAL (SELECT * FROM active_users u WHERE u.id = beginning.id OFFSET 0) AS u
    WHERE ($4 = '' OR NOT u.search_vector @@ websearch_to_tsquery('english', $4))
        AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = u.id)
), matched AS MATERIALIZED (
    SELECT id FROM beginning
    UNION
    (SELECT u.id FROM users u
    WHERE NOT (SELECT enough.are_there FROM enough) AND $5 IS NULL AND u.username % $2 LIMIT 300)
    UNION
    (SELECT u.id FROM users u
    WHERE NOT (SELECT enough.are_there FROM enough) AND $5 IS NULL AND u.display_name %> $2 LIMIT 300)
    UNION
    (SELECT u.id FROM users u
    WHERE NOT (SELECT enough.are_there FROM enough) AND $5 IS NULL
        AND u.search_vector @@ (SELECT websearch_to_tsquery('english', $3)) LIMIT 300)
    UNION
    SELECT u.id FROM users u
    WHERE u.username = $5
        AND (u.search_vector @@ websearch_to_tsquery('english', $3)
            OR u.username ^@ lower($2) OR u.username % $2
            OR lower(u.display_name) ^@ lower($2) OR u.display_name %> $2)
)
SELECT u.id, u.username, u.display_name, u.bio, u.avatar_url, u.is_verified, CASE WHEN u.email_verified THEN u.email END
FROM matched
CROSS JOIN LATERAL (SELECT * FROM active_users u WHERE u.id = matched.id OFFSET 0) AS u
WHERE ($4 = '' OR NOT u.search_vector @@ websearch_to_tsquery('english', $4))
    AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = u.id)
ORDER BY
    u.username = lower($2) DESC,
    u.username ^@ lower($2) OR lower(u.display_name) ^@ lower($2) DESC,
    greatest(similarity(u.username, $2), word_similarity($2, u.display_name),
        ts_rank(u.search_vector, websearch_to_tsquery('english', $3))) DESC,
    u.username
LIMIT $6 OFFSET $7
