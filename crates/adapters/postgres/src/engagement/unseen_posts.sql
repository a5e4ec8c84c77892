-- Posts that an onlooker may see and was not counted for yet, locked for their counters. $1 the posts, $2 the person or
-- null, $3 the browser or null.
-- Index: the primary keys; impressions_user_post_key, impressions_browser_post_key.
SELECT p.id
FROM posts p
JOIN active_users u ON u.id = p.user_id
WHERE p.id = ANY($1)
    AND p.user_id IS DISTINCT FROM $2
    AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $2 AND h.author_id = p.user_id)
    AND NOT EXISTS (SELECT FROM impressions x WHERE x.user_id = $2 AND x.post_id = p.id)
    -- A browser that was counted before its owner signed in.
    AND NOT EXISTS (SELECT FROM impressions x WHERE x.user_id IS NULL AND x.fingerprint = $3 AND x.post_id = p.id)
ORDER BY p.id
FOR NO KEY UPDATE OF p
