-- Gigs can be reported, as everything else that people show. See the migration `social` for how reports hold on.

ALTER TABLE reports
    DROP CONSTRAINT reports_reportable_type_check,
    ADD CONSTRAINT reports_reportable_type_check
        CHECK (reportable_type IN ('Comment', 'Post', 'Project', 'User', 'Gig')),
    ADD COLUMN open_gig_id uuid GENERATED ALWAYS AS (
        CASE WHEN reportable_type = 'Gig' AND status IN ('pending', 'reviewed') AND NOT item_gone
            THEN reportable_id END
    ) STORED CONSTRAINT reports_open_gig_id_fkey REFERENCES gigs ON DELETE CASCADE;
CREATE INDEX reports_open_gig ON reports (open_gig_id) WHERE open_gig_id IS NOT NULL;
