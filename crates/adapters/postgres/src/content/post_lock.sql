-- A post, locked, and whether it has pictures or quotes something. $1 the post.
-- Index: the primary key, post_media_of_post.
SELECT p.user_id, p.content,
    p.quoted_post_id IS NOT NULL OR p.quoted_project_id IS NOT NULL
        OR EXISTS (SELECT FROM post_media m WHERE m.post_id = p.id)
FROM posts p
WHERE p.id = $1
FOR UPDATE OF p
