-- What happened behind $1, to everybody, at most $2 of it; one row without a place if nothing did. The first column
-- tells whether nothing is missing.
-- Index: stream_events_position.
SELECT head.pruned <= $1 AND $1 <= head.position, event.position, event.user_id, event.kind, event.subject_id,
    event.token_id
FROM stream_head AS head
LEFT JOIN LATERAL (
    SELECT e.position, e.user_id, e.kind, e.subject_id, e.token_id
    FROM stream_events AS e
    WHERE e.position > $1
    ORDER BY e.position
    LIMIT $2
) AS event ON true
ORDER BY event.position
