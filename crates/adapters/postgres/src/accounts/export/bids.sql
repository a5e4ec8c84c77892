-- Bids that the person placed. $1 the person, $2 and $3 behind which row, $4 how many. Index: bids_of_user.
SELECT b.inserted_at, b.id, json_build_object(
    'id', b.id,
    'gig_id', b.gig_id,
    'amount', b.amount,
    'currency', b.currency,
    'delivery_days', b.delivery_days,
    'proposal', b.proposal,
    'status', b.status,
    'inserted_at', b.inserted_at,
    'updated_at', b.updated_at
)::text
FROM bids b
WHERE b.user_id = $1 AND (b.inserted_at, b.id) > ($2, $3)
ORDER BY b.inserted_at, b.id
LIMIT $4
