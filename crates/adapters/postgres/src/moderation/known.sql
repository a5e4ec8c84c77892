-- What is known of pictures: what was made here is safe, whatever a judge said of it; else the verdict of a judge.
-- $1 hashes, $2 since when verdicts hold, $3 now.
SELECT g.sha256, true, NULL::text
FROM generated_images g
WHERE g.sha256 = ANY($1) AND g.expires_at > $3
UNION ALL
SELECT v.sha256, v.safe, v.reason
FROM moderation_verdicts v
WHERE v.sha256 = ANY($1) AND v.created_at > $2
    AND NOT EXISTS (SELECT FROM generated_images g WHERE g.sha256 = v.sha256 AND g.expires_at > $3)
