-- A person's own gigs, newest first. $1 the person, $2 and $3 the time and the identifier of the cursor (or nulls), $4
-- how many, $5 how many are skipped.
-- Index: gigs_of_user.
SELECT g.id, g.inserted_at
FROM gigs g
WHERE g.user_id = $1
    AND (g.inserted_at, g.id) < (coalesce($2, 'infinity'), coalesce($3, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
ORDER BY g.inserted_at DESC, g.id DESC
LIMIT $4 OFFSET $5
