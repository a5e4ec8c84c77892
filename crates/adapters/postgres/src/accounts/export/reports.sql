-- What the person reported. $1 the person, $2 and $3 behind which row, $4 how many. Index: reports_once.
SELECT r.inserted_at, r.id, json_build_object(
    'id', r.id,
    'type', r.reportable_type,
    'thing_id', r.reportable_id,
    'reason', r.reason,
    'status', r.status,
    'inserted_at', r.inserted_at,
    'updated_at', r.updated_at
)::text
FROM reports r
WHERE r.user_id = $1 AND (r.inserted_at, r.id) > ($2, $3)
ORDER BY r.inserted_at, r.id
LIMIT $4
