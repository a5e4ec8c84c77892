-- People whose username or name contains a text. $1 the viewer, $2 the text, $3 a LIKE pattern of what contains it, $4 how many.
-- Whoever begins with the text comes before all others: if these are enough, nobody else is looked for. Of very many, the first
-- hundred by the alphabet are looked at, and five hundred of each kind that contain it.
-- Index: users_username_key, users_username_beginnings, users_display_name_beginnings; users_username_trigrams and
-- users_display_name_trigrams, from three characters on; fewer make no trigram, and people are looked at one by one.
WITH beginning AS MATERIALIZED (
    SELECT u.id FROM users u WHERE u.username = lower($2)
    UNION
    (SELECT u.id FROM users u
    WHERE u.username COLLATE "C" >= lower($2) AND u.username COLLATE "C" < lower($2) || U&'\+10FFFF'
    ORDER BY u.username COLLATE "C" LIMIT 100)
    UNION
    (SELECT u.id FROM users u
    WHERE lower(u.display_name) COLLATE "C" >= lower($2) AND lower(u.display_name) COLLATE "C" < lower($2) || U&'\+10FFFF'
    ORDER BY lower(u.display_name) COLLATE "C" LIMIT 100)
), enough AS MATERIALIZED (
    SELECT count(*) >= $4 AS are_there
    FROM beginning
    CROSS JOIN LATERAL (SELECT 1 FROM active_users u WHERE u.id = beginning.id OFFSET 0) AS u
    WHERE beginning.id <> $1 AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = beginning.id)
), matched AS MATERIALIZED (
    SELECT id FROM beginning
    UNION
    (SELECT u.id FROM users u WHERE NOT (SELECT enough.are_there FROM enough) AND u.username ILIKE $3 LIMIT 500)
    UNION
    (SELECT u.id FROM users u WHERE NOT (SELECT enough.are_there FROM enough) AND u.display_name ILIKE $3 LIMIT 500)
)
SELECT u.id, u.username, u.display_name, u.bio, u.avatar_url, u.is_verified,
    CASE WHEN u.email_verified THEN u.email END
FROM matched
CROSS JOIN LATERAL (SELECT * FROM active_users u WHERE u.id = matched.id OFFSET 0) AS u
WHERE u.id <> $1
    AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = u.id)
ORDER BY
    u.username = lower($2) DESC,
    u.username ^@ lower($2) DESC,
    lower(u.display_name) ^@ lower($2) DESC,
    greatest(similarity(u.username, $2), word_similarity($2, u.display_name)) DESC,
    u.username
LIMIT $4
