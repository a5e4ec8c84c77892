-- Reviews that the person wrote. $1 the person, $2 and $3 behind which row, $4 how many. Index: gig_reviews_by_reviewer.
SELECT r.inserted_at, r.id, json_build_object(
    'id', r.id,
    'gig_id', r.gig_id,
    'reviewee_id', r.reviewee_id,
    'reviewee_username', u.username,
    'rating', r.rating,
    'content', r.content,
    'review_type', r.review_type,
    'inserted_at', r.inserted_at,
    'updated_at', r.updated_at
)::text
FROM gig_reviews r LEFT JOIN active_users u ON u.id = r.reviewee_id
WHERE r.reviewer_id = $1 AND (r.inserted_at, r.id) > ($2, $3)
ORDER BY r.inserted_at, r.id
LIMIT $4
