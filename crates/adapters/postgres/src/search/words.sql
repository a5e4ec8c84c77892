-- Adds the words of what came out since a moment. $1 the moment or null, for everything.
-- Index: posts_newest, projects_published, gigs_newest_of_all.
INSERT INTO search_words (word)
SELECT DISTINCT words.word
FROM (
    SELECT unnest(tsvector_to_array(p.search_vector)) AS word FROM posts p
    WHERE p.inserted_at > coalesce($1, '-infinity')
    UNION
    SELECT unnest(tsvector_to_array(j.search_vector)) FROM projects j
    WHERE j.status = 'published' AND j.published_at > coalesce($1, '-infinity')
    UNION
    SELECT unnest(tsvector_to_array(g.search_vector)) FROM gigs g
    WHERE g.inserted_at > coalesce($1, '-infinity')
) AS words
WHERE length(words.word) BETWEEN 3 AND 40
ON CONFLICT DO NOTHING
