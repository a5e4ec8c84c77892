-- What the calls since $1 came to, by purpose and model, the dearest first; of $2 alone, or of everybody if it is null.
-- Index: ai_usage_by_time, and ai_usage_by_user for one person.
SELECT
    purpose,
    model,
    count(DISTINCT user_id)::bigint AS people,
    count(*)::bigint AS calls,
    count(*) FILTER (WHERE outcome NOT IN ('answered', 'abandoned'))::bigint AS failures,
    sum(prompt_tokens)::bigint AS prompt_tokens,
    sum(completion_tokens)::bigint AS completion_tokens,
    sum(cost_usd) AS cost_usd,
    sum(duration_ms)::bigint AS duration_ms
FROM ai_usage
WHERE inserted_at >= $1 AND ($2::uuid IS NULL OR user_id = $2)
GROUP BY purpose, model
ORDER BY sum(cost_usd) DESC NULLS LAST, sum(completion_tokens) DESC, purpose, model
