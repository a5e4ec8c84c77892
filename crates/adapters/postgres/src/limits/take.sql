-- Takes one use from each limit. $1 whose, $2 the limits, $3 when their windows began, $4 their quotas, $5 whether it is
-- only one limit. Index: the primary key.
--
-- Whoever takes from the same row waits for the one before and sees what they left. Alone, a row that is used up is
-- passed over and not answered; among others, `limit_not_exceeded` undoes the whole statement. A node whose clock is
-- behind counts in the window that others have begun.
INSERT INTO limit_windows AS kept (user_id, policy, starts_at, used, quota)
SELECT $1, asked.policy, asked.starts_at, 1, asked.quota
FROM unnest($2::text[], $3::timestamptz[], $4::int[]) AS asked (policy, starts_at, quota)
ORDER BY asked.policy
ON CONFLICT (user_id, policy) DO UPDATE
SET starts_at = greatest(kept.starts_at, excluded.starts_at),
    used = CASE WHEN kept.starts_at < excluded.starts_at THEN 1 ELSE kept.used + 1 END,
    quota = excluded.quota
WHERE NOT $5 OR kept.starts_at < excluded.starts_at OR kept.used < excluded.quota
RETURNING policy, starts_at, used
