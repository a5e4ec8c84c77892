-- The reports that `chosen` holds, newest first, with who reported, what, whose it is, and how many did. A thing that is
-- gone has neither text nor author.
SELECT r.id, r.reportable_type, r.reportable_id, r.status, r.reason, r.inserted_at,
    (SELECT count(*) FROM reports o WHERE o.reportable_type = r.reportable_type AND o.reportable_id = r.reportable_id),
    reporter.id, reporter.username, reporter.display_name,
    CASE WHEN reporter.avatar_url NOT LIKE 'data:%' THEN reporter.avatar_url END,
    left(thing.said, 200), author.id, author.username, author.display_name,
    CASE WHEN author.avatar_url NOT LIKE 'data:%' THEN author.avatar_url END
FROM chosen r
JOIN users reporter ON reporter.id = r.user_id
LEFT JOIN LATERAL (
    SELECT p.content AS said, p.user_id AS owner FROM posts p
    WHERE r.reportable_type = 'Post' AND p.id = r.reportable_id
    UNION ALL
    SELECT p.title, p.user_id FROM projects p WHERE r.reportable_type = 'Project' AND p.id = r.reportable_id
    UNION ALL
    SELECT c.content, c.user_id FROM comments c WHERE r.reportable_type = 'Comment' AND c.id = r.reportable_id
    UNION ALL
    SELECT g.title, g.user_id FROM gigs g WHERE r.reportable_type = 'Gig' AND g.id = r.reportable_id
    UNION ALL
    SELECT u.display_name, u.id FROM users u WHERE r.reportable_type = 'User' AND u.id = r.reportable_id
) AS thing ON true
LEFT JOIN users author ON author.id = thing.owner
ORDER BY r.inserted_at DESC, r.id DESC
