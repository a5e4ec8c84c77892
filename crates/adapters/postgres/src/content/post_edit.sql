-- Puts another text in the place of a post's and keeps the old one. $1 the post, $2 the text, $3 when, $4 an identifier
-- for what is kept. The part that keeps sees the post as it was before this statement.
-- Index: the primary key.
WITH kept AS (
    INSERT INTO post_revisions (id, post_id, content, replaced_at)
    SELECT $4, p.id, p.content, $3 FROM posts p WHERE p.id = $1
)
UPDATE posts SET content = $2, edited_at = $3, updated_at = $3 WHERE id = $1
