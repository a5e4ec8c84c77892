-- Gigs by identifier, as a search shows them. $1 the identifiers.
-- Index: the primary keys.
SELECT g.id, g.title, g.description, g.budget_min, g.budget_max, g.currency, g.inserted_at,
    u.id, u.username, u.display_name, u.avatar_url, u.is_verified
FROM gigs g
JOIN active_users u ON u.id = g.user_id
WHERE g.id = ANY($1)
