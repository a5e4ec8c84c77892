-- Whose a gig is, for whoever sees it: as in cards.sql. $1 the gig, $2 the viewer or null. Index: the primary keys.
SELECT g.user_id
FROM gigs g
LEFT JOIN bids b ON b.id = g.hired_bid_id
WHERE g.id = $1
    AND (
        $2 IN (g.user_id, b.user_id)
        OR (
            EXISTS (SELECT FROM active_users a WHERE a.id = g.user_id)
            AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $2 AND h.author_id = g.user_id)
        )
    )
