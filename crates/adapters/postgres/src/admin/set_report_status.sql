-- Decides on a report. $1 which, $2 how, $3 when. A report that is opened again holds on to its thing by a foreign key,
-- and cannot where that is gone.
UPDATE reports AS r
SET status = $2, updated_at = $3,
    item_gone = CASE r.reportable_type
        WHEN 'Post' THEN NOT EXISTS (SELECT FROM posts p WHERE p.id = r.reportable_id)
        WHEN 'Project' THEN NOT EXISTS (SELECT FROM projects p WHERE p.id = r.reportable_id)
        WHEN 'Comment' THEN NOT EXISTS (SELECT FROM comments c WHERE c.id = r.reportable_id)
        WHEN 'Gig' THEN NOT EXISTS (SELECT FROM gigs g WHERE g.id = r.reportable_id)
        ELSE NOT EXISTS (SELECT FROM users u WHERE u.id = r.reportable_id)
    END
WHERE r.id = $1
