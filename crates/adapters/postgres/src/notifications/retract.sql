-- Takes back what was told and not read. $1 who was told, $2 the kind, $3 who did it, $4 the post, $5 the project or $6
-- the gig that it is about, $7 the comment or $8 the post that brought it about (nulls where there is none).
-- Index: notifications_unread_key for what can be done and undone at will.
DELETE FROM notifications
WHERE NOT read AND user_id = $1 AND type = $2 AND actor_id = $3
    AND post_id IS NOT DISTINCT FROM $4 AND project_id IS NOT DISTINCT FROM $5 AND gig_id IS NOT DISTINCT FROM $6
    AND source_comment_id IS NOT DISTINCT FROM $7 AND source_post_id IS NOT DISTINCT FROM $8
