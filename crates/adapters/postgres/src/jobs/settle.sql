-- Writes what became of jobs that a node holds. $1 the node; $2 which jobs, $3 in which attempts, $4 their states, $5 when
-- they run next, $6 whether the attempts count, $7 what went wrong, $8 when. Of many errors the last fifty are kept.
-- Index: the primary key.
UPDATE jobs AS job
SET state = settled.state,
    attempt = CASE WHEN settled.counts THEN job.attempt ELSE job.attempt - 1 END,
    scheduled_at = coalesce(settled.due, job.scheduled_at),
    finished_at = CASE WHEN settled.state IN ('completed', 'discarded', 'cancelled') THEN settled.at END,
    errors = CASE
        WHEN settled.error IS NULL THEN job.errors
        ELSE (CASE WHEN jsonb_array_length(job.errors) < 50 THEN job.errors ELSE job.errors - 0 END)
            || jsonb_build_object('at', settled.at, 'attempt', job.attempt, 'error', settled.error)
    END
FROM unnest($2::uuid[], $3::int[], $4::text[], $5::timestamptz[], $6::bool[], $7::text[], $8::timestamptz[])
    AS settled (id, attempt, state, due, counts, error, at)
WHERE job.id = settled.id AND job.state = 'executing' AND job.attempted_by = $1 AND job.attempt = settled.attempt
