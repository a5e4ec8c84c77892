-- What a person bookmarked and may still see, the newest bookmark first. $1 the person, $2 and $3 the time and the
-- identifier of the cursor (or nulls), $4 how many, $5 how many are skipped.
-- Index: bookmarks_of_user.
SELECT b.post_id, b.project_id, b.inserted_at, b.id
FROM bookmarks b
LEFT JOIN posts p ON p.id = b.post_id
LEFT JOIN projects j ON j.id = b.project_id AND (j.status = 'published' OR j.user_id = $1)
JOIN active_users author ON author.id = coalesce(p.user_id, j.user_id)
WHERE b.user_id = $1
    AND (b.inserted_at, b.id) < (
        coalesce($2, 'infinity'), coalesce($3, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
    )
    AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = author.id)
ORDER BY b.inserted_at DESC, b.id DESC
LIMIT $4 OFFSET $5
