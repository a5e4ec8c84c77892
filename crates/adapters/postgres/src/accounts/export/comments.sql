-- Comments. $1 the person, $2 and $3 behind which row, $4 how many. Index: comments_of_user.
SELECT c.inserted_at, c.id, json_build_object(
    'id', c.id,
    'post_id', c.post_id,
    'project_id', c.project_id,
    'parent_id', c.parent_id,
    'content', c.content,
    'likes_count', c.likes_count,
    'edited_at', c.edited_at,
    'inserted_at', c.inserted_at,
    'updated_at', c.updated_at
)::text
FROM comments c
WHERE c.user_id = $1 AND (c.inserted_at, c.id) > ($2, $3)
ORDER BY c.inserted_at, c.id
LIMIT $4
