-- Counts that somebody looked at a gig. $1 the gig, $2 the person or null, $3 what stands for them, $4 the day.
-- Index: the primary keys decide.
INSERT INTO gig_views (gig_id, viewer_key, day)
SELECT g.id, $3, $4
FROM gigs g
WHERE g.id = $1 AND g.user_id IS DISTINCT FROM $2
ON CONFLICT DO NOTHING
