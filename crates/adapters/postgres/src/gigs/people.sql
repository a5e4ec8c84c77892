-- Those whose rows a bid and its notification will name, kept from being deleted: whose the gig is, and who bids. $1 the
-- gig, $2 who bids. Index: the primary keys.
SELECT u.id
FROM users u
WHERE u.id = ANY(ARRAY[$2, (SELECT g.user_id FROM gigs g WHERE g.id = $1)])
ORDER BY u.id
FOR KEY SHARE
