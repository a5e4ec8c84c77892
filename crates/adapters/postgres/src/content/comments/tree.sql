-- Comments with all that is below them, as one viewer (or nobody) sees them, oldest first. $1 the comments at the top, $2
-- the viewer or null. A comment whose writer is not seen goes with all that is below it. `depth` 0 is at the top; what is
-- above stands first even where two clocks disagree.
-- Index: the primary keys, comments_answers, likes_comment_key.
WITH RECURSIVE tree AS (
    SELECT c.id, c.id AS top, 0 AS depth
    FROM comments c
    JOIN active_users writer ON writer.id = c.user_id
    WHERE c.id = ANY($1)
        AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $2 AND h.author_id = writer.id)
    UNION ALL
    SELECT c.id, tree.top, tree.depth + 1
    FROM tree
    JOIN comments c ON c.parent_id = tree.id
    JOIN active_users writer ON writer.id = c.user_id
    WHERE NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $2 AND h.author_id = writer.id)
)
SELECT
    tree.top, c.id, c.parent_id, c.content, c.likes_count,
    EXISTS (SELECT FROM likes x WHERE x.user_id = $2 AND x.comment_id = c.id),
    c.inserted_at, c.edited_at,
    u.id, u.username, u.display_name, u.avatar_url, u.is_verified
FROM tree
JOIN comments c ON c.id = tree.id
JOIN users u ON u.id = c.user_id
ORDER BY tree.depth, c.inserted_at, c.id
