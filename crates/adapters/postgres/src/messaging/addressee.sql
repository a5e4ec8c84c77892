-- What the rules look at in somebody whom another person wants to write to. $1 the writer, $2 the other. Asked when both
-- are locked: a block that is being set at this moment is there, or waits.
-- Index: the primary keys of users, blocks and follows; conversations_pair.
SELECT
    EXISTS (SELECT FROM blocks b WHERE b.blocker_id = $1 AND b.blocked_id = $2)
        OR EXISTS (SELECT FROM blocks b WHERE b.blocker_id = $2 AND b.blocked_id = $1),
    u.message_privacy,
    EXISTS (SELECT FROM follows f WHERE f.follower_id = $1 AND f.following_id = $2),
    EXISTS (SELECT FROM follows f WHERE f.follower_id = $2 AND f.following_id = $1),
    (SELECT c.id FROM conversations c WHERE c.user_one_id = least($1, $2) AND c.user_two_id = greatest($1, $2))
FROM users u
WHERE u.id = $2
