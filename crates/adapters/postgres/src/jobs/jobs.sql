-- Jobs, the newest first: their identifiers go with the time. $1 in which state, $2 in which queue, $3 before which.
-- Indexes: the primary key; `jobs_failed` for states in which there are few among many.
SELECT *
FROM jobs
WHERE ($1::text IS NULL OR state = $1)
    AND ($2::text IS NULL OR queue = $2)
    AND ($3::uuid IS NULL OR id < $3)
ORDER BY id DESC
LIMIT $4 OFFSET $5
