-- Those of some people who may be suggested to somebody. $1 their identifiers, $2 the viewer or null.
-- Index: users_pkey; follows_pkey.
SELECT u.id, u.username, u.display_name, u.bio, u.avatar_url, u.is_verified, CASE WHEN u.email_verified THEN u.email END
FROM active_users u
WHERE u.id = ANY($1) AND u.has_onboarded AND u.id IS DISTINCT FROM $2
    AND NOT EXISTS (SELECT FROM follows f WHERE f.follower_id = $2 AND f.following_id = u.id)
    AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $2 AND h.author_id = u.id)
