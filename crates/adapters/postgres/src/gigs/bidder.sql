-- Whether who made a bid is shown to others, and whether a block stands between them and the gig's owner. $1 the bid.
-- Index: the primary keys.
SELECT
    EXISTS (SELECT FROM active_users u WHERE u.id = b.user_id),
    EXISTS (SELECT FROM blocks x WHERE (x.blocker_id, x.blocked_id) IN ((b.user_id, g.user_id), (g.user_id, b.user_id)))
FROM bids b
JOIN gigs g ON g.id = b.gig_id
WHERE b.id = $1
