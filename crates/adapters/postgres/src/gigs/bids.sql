-- The bids on a gig that somebody sees, newest first: all for its owner, for anybody else their own. $1 the gig, $2 the
-- viewer. The owner sees whom they hired, whatever happens between the two.
-- Index: bids_newest.
SELECT b.id, b.gig_id, b.amount, b.currency, b.delivery_days, b.proposal, b.status, b.inserted_at, b.updated_at,
    u.id, u.username, u.display_name, u.avatar_url, u.bio, u.developer_score, u.is_verified
FROM bids b
JOIN gigs g ON g.id = b.gig_id
JOIN users u ON u.id = b.user_id
WHERE b.gig_id = $1
    AND $2 IN (g.user_id, b.user_id)
    AND (
        b.user_id = $2
        OR b.id = g.hired_bid_id
        OR (
            EXISTS (SELECT FROM active_users a WHERE a.id = b.user_id)
            AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $2 AND h.author_id = b.user_id)
        )
    )
ORDER BY b.inserted_at DESC, b.id DESC
