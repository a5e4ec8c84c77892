-- What a person prefers, by name. $1 the person. Index: the primary keys.
SELECT
    (SELECT coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name, 'slug', t.slug, 'icon_url', t.icon_url)
        ORDER BY lower(t.name), t.id), '[]')
        FROM user_favorite_tools f JOIN ai_tools t ON t.id = f.ai_tool_id WHERE f.user_id = $1),
    (SELECT coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name, 'slug', t.slug, 'category', t.category)
        ORDER BY lower(t.name), t.id), '[]')
        FROM user_tech_stacks f JOIN tech_stacks t ON t.id = f.tech_stack_id WHERE f.user_id = $1)
