-- Projects that an onlooker may see and was not counted for yet, locked for their counters. $1 the projects, $2 the
-- person or null, $3 the browser or null.
-- Index: the primary keys; impressions_user_project_key, impressions_browser_project_key.
SELECT j.id
FROM projects j
JOIN active_users u ON u.id = j.user_id
WHERE j.id = ANY($1)
    AND j.status = 'published'
    AND j.user_id IS DISTINCT FROM $2
    AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $2 AND h.author_id = j.user_id)
    AND NOT EXISTS (SELECT FROM impressions x WHERE x.user_id = $2 AND x.project_id = j.id)
    -- A browser that was counted before its owner signed in.
    AND NOT EXISTS (SELECT FROM impressions x WHERE x.user_id IS NULL AND x.fingerprint = $3 AND x.project_id = j.id)
ORDER BY j.id
FOR NO KEY UPDATE OF j
