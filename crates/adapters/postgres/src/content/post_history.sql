-- What a post said before, replaced last first. $1 the post, $2 the viewer or null, $3 and $4 the time and the identifier
-- of the cursor (or nulls), $5 how many, $6 how many are skipped. One row without an entry says that the post is there and
-- was never edited.
-- Index: the primary keys, post_revisions_of_post.
SELECT entry.id, entry.content, entry.replaced_at
FROM posts p
JOIN active_users u ON u.id = p.user_id
LEFT JOIN LATERAL (
    SELECT r.id, r.content, r.replaced_at
    FROM post_revisions r
    WHERE r.post_id = p.id
        AND (r.replaced_at, r.id) < (
            coalesce($3, 'infinity'), coalesce($4, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
        )
    ORDER BY r.replaced_at DESC, r.id DESC
    LIMIT $5 OFFSET $6
) AS entry ON true
WHERE p.id = $1
    AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $2 AND h.author_id = u.id)
ORDER BY entry.replaced_at DESC, entry.id DESC
