-- What was seen. $1 the person, $2 and $3 behind which row, $4 how many. Rows have numbers, which stand here as UUIDs of
-- the same order. Index: impressions_seen_by.
SELECT i.inserted_at, lpad(to_hex(i.id), 32, '0')::uuid, json_build_object(
    'post_id', i.post_id,
    'project_id', i.project_id,
    'fingerprint', i.fingerprint,
    'inserted_at', i.inserted_at
)::text
FROM impressions i
WHERE i.user_id = $1 AND i.inserted_at >= $2 AND (i.inserted_at, lpad(to_hex(i.id), 32, '0')::uuid) > ($2, $3)
ORDER BY i.inserted_at, i.id
LIMIT $4
