-- A person's own bids, newest first, on gigs that they see: as in cards.sql. $1 the person, $2 and $3 the time and the
-- identifier of the cursor (or nulls), $4 how many, $5 how many are skipped.
-- Index: bids_of_user.
SELECT b.id, b.gig_id, b.amount, b.currency, b.delivery_days, b.proposal, b.status, b.inserted_at, b.updated_at,
    u.id, u.username, u.display_name, u.avatar_url, u.bio, u.developer_score, u.is_verified
FROM bids b
JOIN users u ON u.id = b.user_id
JOIN gigs g ON g.id = b.gig_id
WHERE b.user_id = $1
    AND (b.inserted_at, b.id) < (coalesce($2, 'infinity'), coalesce($3, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    AND (
        b.id = g.hired_bid_id
        OR (
            EXISTS (SELECT FROM active_users a WHERE a.id = g.user_id)
            AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = g.user_id)
        )
    )
ORDER BY b.inserted_at DESC, b.id DESC
LIMIT $4 OFFSET $5
