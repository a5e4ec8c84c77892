-- Whether somebody who is about to bid sees whose gig it is, and whether a block stands between the two. $1 the owner, $2
-- who bids. Asked with the gig locked. Index: the primary keys.
SELECT
    EXISTS (SELECT FROM active_users u WHERE u.id = $1)
        AND NOT EXISTS (SELECT FROM mutes m WHERE m.muter_id = $2 AND m.muted_id = $1),
    EXISTS (SELECT FROM blocks b WHERE (b.blocker_id, b.blocked_id) IN (($1, $2), ($2, $1)))
