-- Lets a locked job run now, unless another has its key. $1 which, $2 the time. Its attempts begin anew.
-- Indexes: the primary key, `jobs_unique_key`.
UPDATE jobs AS job
SET state = 'available', attempt = 0, scheduled_at = $2, finished_at = NULL
WHERE job.id = $1 AND NOT EXISTS (
    SELECT FROM jobs AS other
    WHERE other.kind = job.kind AND other.unique_key = job.unique_key AND other.id <> job.id AND (
        other.state IN ('available', 'scheduled', 'executing', 'retryable')
        OR (other.state = 'completed' AND other.unique_until > $2)
    )
)
