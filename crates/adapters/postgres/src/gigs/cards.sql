-- Gigs by identifier, whole, as one viewer (or nobody) sees them. $1 the identifiers, $2 the viewer or null, $3 whether
-- with the accepted bids. Who has a part in a gig sees it with the other, whatever happens between the two.
-- Index: the primary keys.
SELECT
    g.id, g.title, g.description, g.budget_min, g.budget_max, g.currency, g.deadline, g.status, g.bids_count,
    g.views_count, g.inserted_at, g.updated_at,
    u.id, u.username, u.display_name, u.avatar_url, u.bio, u.developer_score, u.is_verified,
    ARRAY(SELECT t.slug FROM gig_ai_tools x JOIN ai_tools t ON t.id = x.ai_tool_id
        WHERE x.gig_id = g.id ORDER BY lower(t.name), t.id),
    ARRAY(SELECT t.slug FROM gig_tech_stacks x JOIN tech_stacks t ON t.id = x.tech_stack_id
        WHERE x.gig_id = g.id ORDER BY lower(t.name), t.id),
    CASE
        WHEN $3 AND b.id IS NOT NULL AND (
            $2 IN (g.user_id, b.user_id)
            OR (
                EXISTS (SELECT FROM active_users a WHERE a.id = b.user_id)
                AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $2 AND h.author_id = b.user_id)
            )
        ) THEN jsonb_build_object(
            'id', b.id, 'amount', b.amount, 'currency', b.currency, 'delivery_days', b.delivery_days,
            'proposal', b.proposal, 'status', b.status, 'created_at', b.inserted_at, 'updated_at', b.updated_at,
            'bidder', jsonb_build_object('id', w.id, 'username', w.username, 'display_name', w.display_name,
                'avatar_url', w.avatar_url, 'bio', w.bio, 'developer_score', w.developer_score,
                'is_verified', w.is_verified))
    END
FROM gigs g
JOIN users u ON u.id = g.user_id
LEFT JOIN (bids b JOIN users w ON w.id = b.user_id) ON b.id = g.hired_bid_id
WHERE g.id = ANY($1)
    AND (
        $2 IN (g.user_id, b.user_id)
        OR (
            EXISTS (SELECT FROM active_users a WHERE a.id = g.user_id)
            AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $2 AND h.author_id = g.user_id)
        )
    )
