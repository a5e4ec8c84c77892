-- Reviews of the person, by those whom they see. $1 the person, $2 and $3 behind which row, $4 how many.
-- Index: gig_reviews_of_person.
SELECT r.inserted_at, r.id, json_build_object(
    'id', r.id,
    'gig_id', r.gig_id,
    'reviewer_id', r.reviewer_id,
    'reviewer_username', u.username,
    'rating', r.rating,
    'content', r.content,
    'review_type', r.review_type,
    'inserted_at', r.inserted_at,
    'updated_at', r.updated_at
)::text
FROM gig_reviews r JOIN active_users u ON u.id = r.reviewer_id
WHERE r.reviewee_id = $1 AND (r.inserted_at, r.id) > ($2, $3)
    AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = u.id)
ORDER BY r.inserted_at, r.id
LIMIT $4
