-- The newest open gigs that have what operators ask for: identifiers. $1 the viewer or null, $2 what must not be there (for
-- `websearch_to_tsquery`, or empty), $3 the author's username or null, $4 and $5 slugs of tools and stacks (empty for any), $6
-- and $7 the time from and up to which (or nulls), $8 the limit, $9 the offset.
-- The newest twenty thousand are looked at, and all of one author.
-- Index: gigs_newest; gigs_of_user.
SELECT g.id
FROM (
    (SELECT * FROM gigs g WHERE $3 IS NULL AND g.status = 'open'
        AND ($6 IS NULL OR g.inserted_at >= $6) AND ($7 IS NULL OR g.inserted_at < $7)
    ORDER BY g.inserted_at DESC, g.id DESC LIMIT 20000)
    UNION ALL
    (SELECT * FROM gigs g WHERE g.user_id = (SELECT u.id FROM users u WHERE u.username = $3) AND g.status = 'open'
    ORDER BY g.inserted_at DESC, g.id DESC)
) AS g
CROSS JOIN LATERAL (SELECT 1 FROM active_users u WHERE u.id = g.user_id OFFSET 0) AS author
WHERE NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = g.user_id)
        AND ($6 IS NULL OR g.inserted_at >= $6) AND ($7 IS NULL OR g.inserted_at < $7)
        AND ($2 = '' OR NOT g.search_vector @@ websearch_to_tsquery('english', $2))
        AND (cardinality($4) = 0 OR (SELECT true FROM gig_ai_tools x JOIN ai_tools t ON t.id = x.ai_tool_id
            WHERE x.gig_id = g.id AND t.slug = ANY($4) LIMIT 1))
        AND (cardinality($5) = 0 OR (SELECT true FROM gig_tech_stacks x JOIN tech_stacks t ON t.id = x.tech_stack_id
            WHERE x.gig_id = g.id AND t.slug = ANY($5) LIMIT 1))
ORDER BY g.inserted_at DESC, g.id DESC
LIMIT $8 OFFSET $9
