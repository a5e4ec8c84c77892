-- Takes jobs of a queue for a node. $1 the queue, $2 how many, $3 the node. Index: `jobs_next`.
WITH picked AS MATERIALIZED (
    SELECT id
    FROM jobs
    WHERE state = 'available' AND queue = $1
    ORDER BY priority, scheduled_at, id
    LIMIT $2
    FOR UPDATE SKIP LOCKED
)
UPDATE jobs AS job
SET state = 'executing', attempt = job.attempt + 1, attempted_at = clock_timestamp(), attempted_by = $3
FROM picked
WHERE job.id = picked.id
RETURNING job.id, job.kind, job.args, job.attempt, job.max_attempts
