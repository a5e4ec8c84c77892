-- One bid. $1 the bid. Index: the primary keys.
SELECT b.id, b.gig_id, b.amount, b.currency, b.delivery_days, b.proposal, b.status, b.inserted_at, b.updated_at,
    u.id, u.username, u.display_name, u.avatar_url, u.bio, u.developer_score, u.is_verified
FROM bids b
JOIN users u ON u.id = b.user_id
WHERE b.id = $1
