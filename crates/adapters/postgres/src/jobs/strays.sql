-- Gives back what a node holds without knowing it. $1 the node, $2 what it knows of. A job that was taken within the last
-- minute may be one that it is just about to hear of. Index: `jobs_executing`.
UPDATE jobs
SET state = 'available'
WHERE state = 'executing' AND attempted_by = $1 AND NOT id = ANY($2)
    AND attempted_at < clock_timestamp() - interval '1 minute'
