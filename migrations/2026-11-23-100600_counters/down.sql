-- CASCADE takes the triggers along.
DROP FUNCTION count_follows() CASCADE;
DROP FUNCTION recount_changed_quote() CASCADE;
DROP FUNCTION count_impressions() CASCADE;
DROP FUNCTION count_posts() CASCADE;
DROP FUNCTION count_comments() CASCADE;
DROP FUNCTION count_bookmarks() CASCADE;
DROP FUNCTION count_reposts() CASCADE;
DROP FUNCTION count_likes() CASCADE;
