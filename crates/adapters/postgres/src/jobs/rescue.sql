-- Gives jobs of dead nodes to others; whoever has had all its attempts is given up, or a job that kills its node would go
-- on for ever. $1 for how many seconds a node has been silent, $2 the time. Index: `jobs_executing`.
WITH lost AS MATERIALIZED (
    SELECT job.id
    FROM jobs AS job
    WHERE job.state = 'executing' AND NOT EXISTS (
        SELECT FROM job_nodes AS node
        WHERE node.id = job.attempted_by AND node.seen_at > clock_timestamp() - make_interval(secs => $1)
    )
    ORDER BY job.id
    FOR UPDATE OF job SKIP LOCKED
)
UPDATE jobs AS job
SET state = CASE WHEN job.attempt < job.max_attempts THEN 'available' ELSE 'discarded' END,
    finished_at = CASE WHEN job.attempt < job.max_attempts THEN NULL ELSE $2 END,
    errors = (CASE WHEN jsonb_array_length(job.errors) < 50 THEN job.errors ELSE job.errors - 0 END)
        || jsonb_build_object('at', $2, 'attempt', job.attempt, 'error', 'the node that ran it died')
FROM lost
WHERE job.id = lost.id
