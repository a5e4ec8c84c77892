-- Gives a use back to each limit, if its window is still the same. $1 whose, $2 the limits, $3 when their windows began.
UPDATE limit_windows AS kept
SET used = kept.used - 1
FROM unnest($2::text[], $3::timestamptz[]) AS taken (policy, starts_at)
WHERE kept.user_id = $1 AND kept.policy = taken.policy AND kept.starts_at = taken.starts_at AND kept.used > 0
