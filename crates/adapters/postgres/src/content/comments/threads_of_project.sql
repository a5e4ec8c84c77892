-- Comments on a project that answer no other, newest first. $1 the project, $2 the viewer or null, $3 and $4 the time and
-- the identifier of the cursor (or nulls), $5 how many, $6 how many are skipped.
-- Index: comments_threads_of_project.
SELECT c.id, c.inserted_at
FROM projects j
JOIN active_users owner ON owner.id = j.user_id
JOIN comments c ON c.project_id = j.id AND c.parent_id IS NULL
JOIN active_users writer ON writer.id = c.user_id
WHERE j.id = $1
    AND (j.status = 'published' OR j.user_id = $2)
    AND (c.inserted_at, c.id) < (
        coalesce($3, 'infinity'), coalesce($4, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
    )
    AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $2 AND h.author_id = owner.id)
    AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $2 AND h.author_id = writer.id)
ORDER BY c.inserted_at DESC, c.id DESC
LIMIT $5 OFFSET $6
