DELETE FROM reports WHERE reportable_type = 'Gig';
ALTER TABLE reports
    DROP COLUMN open_gig_id,
    DROP CONSTRAINT reports_reportable_type_check,
    ADD CONSTRAINT reports_reportable_type_check CHECK (reportable_type IN ('Comment', 'Post', 'Project', 'User'));
