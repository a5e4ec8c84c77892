-- A person by name, whether the viewer sees them, and what they were given on the whole. $1 the username, $2 the viewer
-- or null. Index: users_username_key; gig_reviews_of_person, alone.
SELECT u.id,
    NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $2 AND h.author_id = u.id),
    coalesce(given.average, 0)::double precision, given.number
FROM active_users u
CROSS JOIN LATERAL (
    SELECT avg(r.rating) AS average, count(*) AS number FROM gig_reviews r WHERE r.reviewee_id = u.id
) AS given
WHERE u.username = $1
