-- Notifications about gigs. The kinds were foreseen; now there is what they are about.

ALTER TABLE notifications
    ADD COLUMN gig_id uuid REFERENCES gigs ON DELETE CASCADE,
    DROP CONSTRAINT notifications_one_target,
    ADD CONSTRAINT notifications_one_target CHECK (num_nonnulls(post_id, project_id, gig_id) <= 1),
    -- What is told of a gig names it, and nothing else does.
    ADD CONSTRAINT notifications_gig_kinds CHECK (
        (gig_id IS NOT NULL)
        = (type IN ('bid_received', 'bid_accepted', 'bid_rejected', 'gig_completed', 'review_received'))
    );
CREATE INDEX notifications_of_gig ON notifications (gig_id) WHERE gig_id IS NOT NULL;
