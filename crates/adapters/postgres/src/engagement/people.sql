-- Those whose rows an act will name, kept from being deleted: who acts, and whose the thing is. $1 who acts, and the
-- thing: $2 a post, $3 a project or $4 a comment, the others null.
-- Index: the primary keys.
SELECT u.id, u.inserted_at
FROM users u
WHERE u.id = ANY(ARRAY[
    $1,
    (SELECT p.user_id FROM posts p WHERE p.id = $2),
    (SELECT j.user_id FROM projects j WHERE j.id = $3),
    (SELECT c.user_id FROM comments c WHERE c.id = $4)
])
ORDER BY u.id
FOR KEY SHARE
