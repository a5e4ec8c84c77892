-- Counts what was looked at. $1 the posts, $2 the projects, $3 the person or null, $4 the browser or null, $5 when. The
-- unique indexes decide between two that look at the same moment.
INSERT INTO impressions (post_id, project_id, user_id, fingerprint, inserted_at)
SELECT seen.post_id, seen.project_id, $3, $4, $5
FROM (
    SELECT id AS post_id, NULL::uuid AS project_id FROM unnest($1::uuid[]) AS id
    UNION ALL
    SELECT NULL, id FROM unnest($2::uuid[]) AS id
) AS seen
ON CONFLICT DO NOTHING
