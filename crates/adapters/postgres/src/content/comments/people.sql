-- Those whose rows a comment and its notifications will name, kept from being deleted: who writes, whose the item is, and
-- who is answered. $1 who writes, $2 the post or $3 the project, $4 the comment that is answered (nulls where there is
-- none).
-- Index: the primary keys.
SELECT u.id
FROM users u
WHERE u.id = ANY(ARRAY[
    $1,
    (SELECT p.user_id FROM posts p WHERE p.id = $2),
    (SELECT j.user_id FROM projects j WHERE j.id = $3),
    (SELECT c.user_id FROM comments c WHERE c.id = $4)
])
ORDER BY u.id
FOR KEY SHARE
