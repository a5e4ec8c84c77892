-- Projects of a person that are not published, made last first, for the person alone. $1 the username, $2 the viewer or
-- null, $3 and $4 the time and the identifier of the cursor (or nulls), $5 how many, $6 how many are skipped, $7 the
-- status. One row without a project says that the person is there and the list is empty.
-- Index: users_username_key, projects_of_user.
SELECT entry.at, entry.id
FROM active_users u
LEFT JOIN LATERAL (
    SELECT j.inserted_at AS at, j.id
    FROM projects j
    WHERE j.user_id = u.id
        AND j.status = $7
        AND (j.inserted_at, j.id) < (
            coalesce($3, 'infinity'), coalesce($4, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
        )
    ORDER BY j.inserted_at DESC, j.id DESC
    LIMIT $5 OFFSET $6
) AS entry ON u.id = $2
WHERE u.username = $1
ORDER BY entry.at DESC, entry.id DESC
