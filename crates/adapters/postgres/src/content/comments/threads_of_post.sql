-- Comments on a post that answer no other, newest first. $1 the post, $2 the viewer or null, $3 and $4 the time and the
-- identifier of the cursor (or nulls), $5 how many, $6 how many are skipped.
-- Index: comments_threads_of_post.
SELECT c.id, c.inserted_at
FROM posts p
JOIN active_users owner ON owner.id = p.user_id
JOIN comments c ON c.post_id = p.id AND c.parent_id IS NULL
JOIN active_users writer ON writer.id = c.user_id
WHERE p.id = $1
    AND (c.inserted_at, c.id) < (
        coalesce($3, 'infinity'), coalesce($4, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
    )
    AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $2 AND h.author_id = owner.id)
    AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $2 AND h.author_id = writer.id)
ORDER BY c.inserted_at DESC, c.id DESC
LIMIT $5 OFFSET $6
