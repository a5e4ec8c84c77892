-- What happened to $1 behind $2 and not behind $3, at most $4 of it; one row without a place if nothing did. The first
-- column tells whether nothing is missing.
-- Index: stream_events_of_user.
SELECT head.pruned <= $2 AND $2 <= head.position, event.position, event.user_id, event.kind, event.subject_id,
    event.token_id
FROM stream_head AS head
LEFT JOIN LATERAL (
    SELECT e.position, e.user_id, e.kind, e.subject_id, e.token_id
    FROM stream_events AS e
    WHERE e.user_id = $1 AND e.position > $2 AND e.position <= $3
    ORDER BY e.position
    LIMIT $4
) AS event ON true
ORDER BY event.position
