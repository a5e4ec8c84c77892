DROP INDEX gigs_highest_budget, gigs_highest_budget_of_all, gigs_lowest_budget, gigs_lowest_budget_of_all,
    gigs_most_bids, gigs_most_bids_of_all;
