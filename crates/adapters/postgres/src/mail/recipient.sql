-- Whom a mail is for, with what decides whether they get it. Indexes: the primary keys.
SELECT u.email, u.username, u.display_name, u.email_verified,
    u.suspended_at IS NOT NULL AND (u.suspended_until IS NULL OR u.suspended_until > now()),
    u.leaves_at IS NOT NULL,
    ARRAY(SELECT r.kind FROM mail_refusals r WHERE r.user_id = u.id)
FROM users u
WHERE u.id = $1
