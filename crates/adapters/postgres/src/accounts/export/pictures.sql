-- The pictures in what is the person's, and by the hash those that were painted for them in the last hour, which are kept
-- nowhere. $1 the person, $2 and $3 behind which row, $4 how many. Indexes: posts_of_user, post_media_of_post,
-- projects_of_user, project_images_of_project, generated_images_user_id, the primary key.
SELECT picture.at, picture.id, json_build_object(
    'url', picture.url, 'sha256', picture.sha256, 'used_as', picture.used_as, 'inserted_at', picture.at
)::text
FROM (
    SELECT m.inserted_at AS at, m.id, m.url, NULL AS sha256, 'post' AS used_as
    FROM posts p JOIN post_media m ON m.post_id = p.id WHERE p.user_id = $1
    UNION ALL
    SELECT i.inserted_at, i.id, i.url, NULL, 'project'
    FROM projects p JOIN project_images i ON i.project_id = p.id WHERE p.user_id = $1
    UNION ALL
    SELECT u.inserted_at, '00000000-0000-0000-0000-000000000001'::uuid, u.avatar_url, NULL, 'avatar'
    FROM users u WHERE u.id = $1 AND u.avatar_url IS NOT NULL
    UNION ALL
    SELECT u.inserted_at, '00000000-0000-0000-0000-000000000002'::uuid, u.banner_url, NULL, 'banner'
    FROM users u WHERE u.id = $1 AND u.banner_url IS NOT NULL
    UNION ALL
    SELECT g.expires_at, left(encode(g.sha256, 'hex'), 32)::uuid, NULL, encode(g.sha256, 'hex'), 'painted'
    FROM generated_images g WHERE g.user_id = $1
) AS picture
WHERE (picture.at, picture.id) > ($2, $3)
ORDER BY picture.at, picture.id
LIMIT $4
