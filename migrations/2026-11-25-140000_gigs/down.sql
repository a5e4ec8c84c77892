-- The tables take their triggers along, but not the functions.
ALTER TABLE gigs DROP CONSTRAINT gigs_hired_bid_of_gig, DROP CONSTRAINT gigs_hired_bid_fkey;
DROP TABLE gig_views;
DROP TABLE gig_tech_stacks;
DROP TABLE gig_ai_tools;
DROP TABLE gig_reviews;
DROP TABLE bids;
DROP TABLE gigs;
DROP FUNCTION note_gig_tags();
DROP FUNCTION count_gig_views();
DROP FUNCTION recount_changed_bids();
DROP FUNCTION count_bids();
DROP FUNCTION add_to_bids_count(uuid[], bigint[]);
DROP FUNCTION refuse_early_review();
DROP FUNCTION judge_gig();
DROP FUNCTION refuse_gig_step();
