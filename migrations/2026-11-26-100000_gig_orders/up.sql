-- Indexes for the lists of gigs by budget and by bids, of one status and of all, as the lists of the newest have them. The
-- expressions are those of the statements, to the letter, and the order of each index is the place that a cursor holds.
CREATE INDEX gigs_highest_budget ON gigs
    (status, (coalesce(budget_max, budget_min, -1)) DESC, inserted_at DESC, id DESC);
CREATE INDEX gigs_highest_budget_of_all ON gigs
    ((coalesce(budget_max, budget_min, -1)) DESC, inserted_at DESC, id DESC);
CREATE INDEX gigs_lowest_budget ON gigs
    (status, (-coalesce(budget_min, budget_max, 9000000000000000000)) DESC, inserted_at DESC, id DESC);
CREATE INDEX gigs_lowest_budget_of_all ON gigs
    ((-coalesce(budget_min, budget_max, 9000000000000000000)) DESC, inserted_at DESC, id DESC);
CREATE INDEX gigs_most_bids ON gigs (status, bids_count DESC, inserted_at DESC, id DESC);
CREATE INDEX gigs_most_bids_of_all ON gigs (bids_count DESC, inserted_at DESC, id DESC);
