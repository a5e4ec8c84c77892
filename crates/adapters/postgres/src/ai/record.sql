-- Writes a call down. $1 for whom, $2 for what, $3 by which model, $4 and $5 tokens, $6 the price, $7 milliseconds,
-- $8 how it ended, $9 when. Somebody who is gone by now is nobody: found by the primary key of users.
INSERT INTO ai_usage
    (user_id, purpose, model, prompt_tokens, completion_tokens, cost_usd, duration_ms, outcome, inserted_at)
VALUES ((SELECT id FROM users WHERE id = $1 FOR KEY SHARE), $2, $3, $4, $5, $6, $7, $8, $9)
