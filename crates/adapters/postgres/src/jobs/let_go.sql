-- Takes keys from jobs that are done and have held them long enough. $1 the kinds, $2 the keys, $3 the time.
-- In one order, so that two who do so at the same moment do not wait for each other.
UPDATE jobs
SET unique_until = NULL
WHERE id IN (
    SELECT held.id
    FROM unnest($1::text[], $2::text[]) AS wanted (kind, key)
    JOIN jobs AS held ON held.kind = wanted.kind AND held.unique_key = wanted.key
    WHERE held.state = 'completed' AND held.unique_until <= $3
    ORDER BY held.id
    FOR UPDATE OF held
)
