DELETE FROM notifications WHERE gig_id IS NOT NULL;
ALTER TABLE notifications
    DROP CONSTRAINT notifications_gig_kinds,
    DROP CONSTRAINT notifications_one_target,
    ADD CONSTRAINT notifications_one_target CHECK (num_nonnulls(post_id, project_id) <= 1),
    DROP COLUMN gig_id;
