-- Calls of models for the person. $1 the person, $2 and $3 behind which row, $4 how many. Rows have numbers, which stand
-- here as UUIDs of the same order. Index: ai_usage_by_user.
SELECT a.inserted_at, lpad(to_hex(a.id), 32, '0')::uuid, json_build_object(
    'purpose', a.purpose,
    'model', a.model,
    'prompt_tokens', a.prompt_tokens,
    'completion_tokens', a.completion_tokens,
    'cost_usd', a.cost_usd,
    'duration_ms', a.duration_ms,
    'outcome', a.outcome,
    'inserted_at', a.inserted_at
)::text
FROM ai_usage a
WHERE a.user_id = $1 AND a.inserted_at >= $2 AND (a.inserted_at, lpad(to_hex(a.id), 32, '0')::uuid) > ($2, $3)
ORDER BY a.inserted_at, a.id
LIMIT $4
