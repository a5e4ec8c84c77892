CREATE INDEX impressions_of_user ON impressions (user_id) WHERE user_id IS NOT NULL;
DROP INDEX impressions_seen_by;
DROP TABLE export_links;
DROP TABLE export_parts;
DROP TABLE exports;
