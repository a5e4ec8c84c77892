-- What is shown of the notifications in `page`: who acted, and what it is about. What the person does not see, or what is
-- gone, is shown as nothing. One row for each of those who acted, the newest first. Each LIMIT keeps a lookup a lookup: a
-- page has few rows, which the planner does not know of a LIMIT that is a parameter.
-- Index: the primary keys.
SELECT page.id, page.type, page.content_preview, page.inserted_at, page.all_read, page.actor_count,
    actor.id, actor.username, actor.display_name, actor.avatar_url, actor.is_verified,
    post.id, post.beginning, project.id, project.title, gig.id, gig.title, quoting.id, quoting.beginning
FROM page
CROSS JOIN LATERAL unnest(page.actors) WITH ORDINALITY AS acting (id, place)
CROSS JOIN LATERAL (SELECT u.* FROM users u WHERE u.id = acting.id LIMIT 1) actor
LEFT JOIN LATERAL (
    SELECT p.id, left(p.content, 3200) AS beginning
    FROM posts p JOIN active_users owner ON owner.id = p.user_id
    WHERE p.id = page.post_id
        AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = page.user_id AND h.author_id = p.user_id)
    LIMIT 1
) post ON true
LEFT JOIN LATERAL (
    SELECT p.id, p.title
    FROM projects p JOIN active_users owner ON owner.id = p.user_id
    WHERE p.id = page.project_id AND (p.status = 'published' OR p.user_id = page.user_id)
        AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = page.user_id AND h.author_id = p.user_id)
    LIMIT 1
) project ON true
LEFT JOIN LATERAL (
    SELECT g.id, g.title
    FROM gigs g JOIN active_users owner ON owner.id = g.user_id
    WHERE g.id = page.gig_id
        AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = page.user_id AND h.author_id = g.user_id)
    LIMIT 1
) gig ON true
LEFT JOIN LATERAL (
    SELECT p.id, left(p.content, 3200) AS beginning FROM posts p WHERE p.id = page.source_post_id LIMIT 1
) quoting ON true
ORDER BY page.inserted_at DESC, page.id DESC, acting.place
