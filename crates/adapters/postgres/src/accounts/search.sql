-- People whose username or name contains a text. $1 the viewer, $2 the text, $3 a LIKE pattern of what contains it,
-- $4 one of what begins with it, $5 how many.
-- Index: users_username_trigrams and users_display_name_trigrams, from three characters on; fewer make no trigram, and
-- all people are looked at.
SELECT u.id, u.username, u.display_name, u.bio, u.avatar_url, u.is_verified,
    CASE WHEN u.email_verified THEN u.email END
FROM active_users u
WHERE (u.username ILIKE $3 OR u.display_name ILIKE $3)
    AND u.id <> $1
    AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = u.id)
ORDER BY
    u.username = lower($2) DESC,
    u.username ILIKE $4 DESC,
    u.display_name ILIKE $4 DESC,
    greatest(similarity(u.username, $2), word_similarity($2, u.display_name)) DESC,
    u.username
LIMIT $5
