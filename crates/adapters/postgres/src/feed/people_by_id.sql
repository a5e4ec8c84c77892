-- People by identifier, as lists show them. $1 the identifiers.
-- Index: users_pkey.
SELECT u.id, u.username, u.display_name, u.bio, u.avatar_url, u.is_verified, CASE WHEN u.email_verified THEN u.email END
FROM active_users u
WHERE u.id = ANY($1)
