-- Whom a token speaks for. $1 the account, $2 the token's identifier or null. Nobody if the token was revoked, and nobody
-- who is leaving: a token that was issued in that very moment is worth nothing either.
-- Index: the primary keys of users and revoked_tokens.
SELECT u.id, u.username, u.email, u.email_verified, u.tokens_valid_after,
    u.suspended_at IS NOT NULL AND (u.suspended_until IS NULL OR u.suspended_until > now())
FROM users u
WHERE u.id = $1 AND u.leaves_at IS NULL AND NOT EXISTS (SELECT FROM revoked_tokens r WHERE r.jti = $2)
