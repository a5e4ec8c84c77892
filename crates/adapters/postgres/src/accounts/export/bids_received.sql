-- Bids on the person's gigs, by those whom they see. $1 the person, $2 and $3 behind which row, $4 how many.
-- Indexes: gigs_of_user, bids_newest.
SELECT b.inserted_at, b.id, json_build_object(
    'id', b.id,
    'gig_id', b.gig_id,
    'bidder_id', b.user_id,
    'bidder_username', u.username,
    'amount', b.amount,
    'currency', b.currency,
    'delivery_days', b.delivery_days,
    'proposal', b.proposal,
    'status', b.status,
    'inserted_at', b.inserted_at,
    'updated_at', b.updated_at
)::text
FROM gigs g JOIN bids b ON b.gig_id = g.id JOIN active_users u ON u.id = b.user_id
WHERE g.user_id = $1 AND (b.inserted_at, b.id) > ($2, $3)
    AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = u.id)
ORDER BY b.inserted_at, b.id
LIMIT $4
