-- A person as one viewer (or nobody) sees them. $1 the username, $2 the viewer or null. Nobody where the person blocks
-- the viewer; whoever blocks the person sees them still, to be able to take it back.
-- Index: users_username_key; posts_of_user and projects_published_of_user for the counts; the primary keys of the rest.
SELECT
    u.id, u.username, u.display_name, u.bio, u.location, u.website_url, u.twitter_handle, u.github_username,
    u.avatar_url, u.banner_url, CASE WHEN u.email_verified THEN u.email END, u.is_verified, u.inserted_at,
    u.followers_count, u.following_count,
    (SELECT count(*) FROM posts p WHERE p.user_id = u.id),
    (SELECT count(*) FROM projects j WHERE j.user_id = u.id AND j.status = 'published'),
    u.developer_score, u.developer_score_updated_at, u.github_stats,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name, 'slug', t.slug, 'icon_url', t.icon_url)
        ORDER BY lower(t.name), t.id), '[]')
        FROM user_favorite_tools f JOIN ai_tools t ON t.id = f.ai_tool_id WHERE f.user_id = u.id),
    (SELECT coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name, 'slug', t.slug, 'category', t.category)
        ORDER BY lower(t.name), t.id), '[]')
        FROM user_tech_stacks f JOIN tech_stacks t ON t.id = f.tech_stack_id WHERE f.user_id = u.id),
    EXISTS (SELECT FROM follows f WHERE f.follower_id = $2 AND f.following_id = u.id)
FROM active_users u
WHERE u.username = $1
    AND NOT EXISTS (SELECT FROM blocks b WHERE b.blocker_id = u.id AND b.blocked_id = $2)
