-- What others did in a week ($2 to before $3) that concerns somebody ($1), by deed: others whom that person sees.
-- Indexes: `follows_newest_followers`, `likes_of_post`, `likes_of_project`, `likes_of_comment`, `comments_of_post`,
-- `comments_of_project`, `reposts_of_post`, `reposts_of_project`, `projects_published_of_user`.
WITH deeds (deed, actor_id) AS (
    SELECT 'follow', f.follower_id FROM follows f
    WHERE f.following_id = $1 AND f.inserted_at >= $2 AND f.inserted_at < $3
    UNION ALL
    SELECT 'like', l.user_id FROM posts p JOIN likes l ON l.post_id = p.id
    WHERE p.user_id = $1 AND l.inserted_at >= $2 AND l.inserted_at < $3
    UNION ALL
    SELECT 'like', l.user_id FROM projects j JOIN likes l ON l.project_id = j.id
    WHERE j.user_id = $1 AND l.inserted_at >= $2 AND l.inserted_at < $3
    UNION ALL
    SELECT 'like', l.user_id FROM comments c JOIN likes l ON l.comment_id = c.id
    WHERE c.user_id = $1 AND l.inserted_at >= $2 AND l.inserted_at < $3
    UNION ALL
    SELECT 'comment', c.user_id FROM posts p JOIN comments c ON c.post_id = p.id
    WHERE p.user_id = $1 AND c.inserted_at >= $2 AND c.inserted_at < $3
    UNION ALL
    SELECT 'comment', c.user_id FROM projects j JOIN comments c ON c.project_id = j.id
    WHERE j.user_id = $1 AND c.inserted_at >= $2 AND c.inserted_at < $3
    UNION ALL
    SELECT 'repost', r.user_id FROM posts p JOIN reposts r ON r.post_id = p.id
    WHERE p.user_id = $1 AND r.inserted_at >= $2 AND r.inserted_at < $3
    UNION ALL
    SELECT 'repost', r.user_id FROM projects j JOIN reposts r ON r.project_id = j.id
    WHERE j.user_id = $1 AND r.inserted_at >= $2 AND r.inserted_at < $3
    UNION ALL
    SELECT 'project', j.user_id FROM follows f JOIN projects j ON j.user_id = f.following_id AND j.status = 'published'
    WHERE f.follower_id = $1 AND j.published_at >= $2 AND j.published_at < $3
)
SELECT
    count(*) FILTER (WHERE d.deed = 'follow'),
    count(*) FILTER (WHERE d.deed = 'like'),
    count(*) FILTER (WHERE d.deed = 'comment'),
    count(*) FILTER (WHERE d.deed = 'repost'),
    count(*) FILTER (WHERE d.deed = 'project')
FROM deeds d
JOIN active_users u ON u.id = d.actor_id
WHERE d.actor_id <> $1
    AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = d.actor_id)
