-- Whom the person follows. Who is suspended or leaving has no name. $1 the person, $2 and $3 behind which row, $4 how many.
-- Index: follows_newest_followed.
SELECT f.inserted_at, f.following_id, json_build_object(
    'id', f.following_id, 'username', u.username, 'inserted_at', f.inserted_at
)::text
FROM follows f LEFT JOIN active_users u ON u.id = f.following_id
WHERE f.follower_id = $1 AND (f.inserted_at, f.following_id) > ($2, $3)
ORDER BY f.inserted_at, f.following_id
LIMIT $4
