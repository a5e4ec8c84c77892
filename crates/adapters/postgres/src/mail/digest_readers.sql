-- People to whom a digest may go, behind one of them ($1), at most so many ($2). Index: the primary keys.
SELECT u.id FROM active_users u
WHERE u.id > $1 AND u.email_verified
    AND NOT EXISTS (SELECT FROM mail_refusals r WHERE r.user_id = u.id AND r.kind = 'weekly_digest')
ORDER BY u.id
LIMIT $2
