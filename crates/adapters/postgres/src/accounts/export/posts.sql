-- Posts, with what they said before. $1 the person, $2 and $3 behind which row, $4 how many. Index: posts_of_user.
SELECT p.inserted_at, p.id, json_build_object(
    'id', p.id,
    'content', p.content,
    'linked_project_id', p.linked_project_id,
    'quoted_post_id', p.quoted_post_id,
    'quoted_project_id', p.quoted_project_id,
    'impression_count', p.impression_count,
    'likes_count', p.likes_count,
    'comments_count', p.comments_count,
    'reposts_count', p.reposts_count,
    'bookmarks_count', p.bookmarks_count,
    'quotes_count', p.quotes_count,
    'edited_at', p.edited_at,
    'inserted_at', p.inserted_at,
    'updated_at', p.updated_at,
    'media', (
        SELECT coalesce(json_agg(m.url ORDER BY m.position, m.id), '[]') FROM post_media m WHERE m.post_id = p.id
    ),
    'edits', (
        SELECT coalesce(json_agg(
            json_build_object('content', r.content, 'replaced_at', r.replaced_at) ORDER BY r.replaced_at, r.id
        ), '[]')
        FROM post_revisions r WHERE r.post_id = p.id
    )
)::text
FROM posts p
WHERE p.user_id = $1 AND (p.inserted_at, p.id) > ($2, $3)
ORDER BY p.inserted_at, p.id
LIMIT $4
