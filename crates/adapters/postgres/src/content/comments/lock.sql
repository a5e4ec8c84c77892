-- A comment, locked, and the item that it is on. $1 the comment. The item is locked by then.
-- Index: the primary keys.
SELECT c.user_id, c.content, coalesce(j.status = 'published', true)
FROM comments c
LEFT JOIN projects j ON j.id = c.project_id
WHERE c.id = $1
FOR UPDATE OF c
