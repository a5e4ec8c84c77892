-- Who follows the person, as far as they see them. $1 the person, $2 and $3 behind which row, $4 how many.
-- Index: follows_newest_followers.
SELECT f.inserted_at, f.follower_id, json_build_object(
    'id', f.follower_id, 'username', u.username, 'inserted_at', f.inserted_at
)::text
FROM follows f JOIN active_users u ON u.id = f.follower_id
WHERE f.following_id = $1 AND (f.inserted_at, f.follower_id) > ($2, $3)
    AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = u.id)
ORDER BY f.inserted_at, f.follower_id
LIMIT $4
