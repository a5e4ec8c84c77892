-- Likes. $1 the person, $2 and $3 behind which row, $4 how many. Index: likes_of_user.
SELECT l.inserted_at, l.id, json_build_object(
    'id', l.id,
    'post_id', l.post_id,
    'project_id', l.project_id,
    'comment_id', l.comment_id,
    'inserted_at', l.inserted_at
)::text
FROM likes l
WHERE l.user_id = $1 AND (l.inserted_at, l.id) > ($2, $3)
ORDER BY l.inserted_at, l.id
LIMIT $4
