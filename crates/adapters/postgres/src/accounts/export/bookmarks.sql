-- Bookmarks. $1 the person, $2 and $3 behind which row, $4 how many. Index: bookmarks_of_user.
SELECT x.inserted_at, x.id, json_build_object(
    'id', x.id,
    'post_id', x.post_id,
    'project_id', x.project_id,
    'inserted_at', x.inserted_at
)::text
FROM bookmarks x
WHERE x.user_id = $1 AND (x.inserted_at, x.id) > ($2, $3)
ORDER BY x.inserted_at, x.id
LIMIT $4
