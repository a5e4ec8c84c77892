-- Gigs. $1 the person, $2 and $3 behind which row, $4 how many. Index: gigs_of_user.
SELECT g.inserted_at, g.id, json_build_object(
    'id', g.id,
    'title', g.title,
    'description', g.description,
    'budget_min', g.budget_min,
    'budget_max', g.budget_max,
    'currency', g.currency,
    'deadline', g.deadline,
    'status', g.status,
    'hired_bid_id', g.hired_bid_id,
    'bids_count', g.bids_count,
    'views_count', g.views_count,
    'inserted_at', g.inserted_at,
    'updated_at', g.updated_at,
    'ai_tools', (
        SELECT coalesce(json_agg(t.name ORDER BY t.name), '[]')
        FROM gig_ai_tools x JOIN ai_tools t ON t.id = x.ai_tool_id WHERE x.gig_id = g.id
    ),
    'tech_stacks', (
        SELECT coalesce(json_agg(t.name ORDER BY t.name), '[]')
        FROM gig_tech_stacks x JOIN tech_stacks t ON t.id = x.tech_stack_id WHERE x.gig_id = g.id
    )
)::text
FROM gigs g
WHERE g.user_id = $1 AND (g.inserted_at, g.id) > ($2, $3)
ORDER BY g.inserted_at, g.id
LIMIT $4
