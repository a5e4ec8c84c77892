-- Posts that fit a text, the best first: identifiers.
-- $1 the viewer or null, $2 the limit, $3 the offset, $4 the author's username or null, $5 what must not be there (for
-- `websearch_to_tsquery`, or empty), $6 and $7 slugs of tools and stacks (empty for any), $8 and $9 the time from and up to which
-- (or nulls), $10 and $11 whether they need pictures or a linked project.
-- What is looked for, for `websearch_to_tsquery`: $12 all of it, $13 all but the last word, $14 the last word as the beginning of
-- one (for `to_tsquery`, or empty). $15 the text as typed.
-- What is in braces is filled in: fits with posts_fit.sql, what operators ask for.
-- What is among the newest thousand five times more often than is asked for, or fifty times, is looked for there alone: the
-- index would have to be read for all that have it. Otherwise three hundred that match are looked at, at most; words that begin
-- so only where whole words are not enough, because the index is then read for each of them. The two hundred best are found; the
-- sixty best of them are compared letter by letter as well, which takes longest. Where only the first few are asked for, as by
-- whoever is still typing, less is looked at: that is asked for often, and has to be there soon.
-- Index: posts_search; posts_newest; posts_of_user; the primary keys.
WITH words AS MATERIALIZED (
    SELECT websearch_to_tsquery('english', $12) AS whole,
        CASE WHEN $14 <> '' THEN websearch_to_tsquery('english', $13) && to_tsquery('simple', $14) END AS begun
), q AS MATERIALIZED (
    SELECT words.whole, words.begun, coalesce(words.whole || words.begun, words.whole) AS sought FROM words
), newest AS MATERIALIZED (
    SELECT p.id
    FROM (SELECT * FROM posts p ORDER BY p.inserted_at DESC, p.id DESC LIMIT 1000) AS p
    WHERE $4 IS NULL AND p.search_vector @@ (SELECT q.sought FROM q)
        AND {fits}
    LIMIT CASE WHEN $2 <= 10 THEN 25 ELSE 300 END
), by_words AS MATERIALIZED (
    SELECT p.id FROM posts p
    WHERE (SELECT count(*) < least(50, $2 + $3 + 5) FROM newest) AND $4 IS NULL AND p.search_vector @@ (SELECT q.whole FROM q)
        AND {fits}
    LIMIT CASE WHEN $2 <= 10 THEN 200 ELSE 300 END
), by_beginning AS MATERIALIZED (
    SELECT p.id FROM posts p
    WHERE (SELECT count(*) < least(50, $2 + $3 + 5) FROM newest)
        AND (SELECT count(*) < $2 + $3 FROM by_words) AND $4 IS NULL AND p.search_vector @@ (SELECT q.begun FROM q)
        AND {fits}
    LIMIT CASE WHEN $2 <= 10 THEN 200 ELSE 300 END
), matched AS MATERIALIZED (
    SELECT id FROM by_words
    UNION
    SELECT id FROM by_beginning
    UNION
    SELECT id FROM newest
    UNION
    (SELECT p.id FROM posts p
    WHERE p.user_id = (SELECT u.id FROM users u WHERE u.username = $4) AND p.search_vector @@ (SELECT q.sought FROM q)
        AND {fits}
    LIMIT 500)
), scored AS MATERIALIZED (
    SELECT p.id, p.inserted_at AS at, p.content, ts_rank(p.search_vector, (SELECT q.sought FROM q)) AS rank
    FROM matched
    CROSS JOIN LATERAL (SELECT * FROM posts p WHERE p.id = matched.id OFFSET 0) AS p
    CROSS JOIN LATERAL (SELECT 1 FROM active_users u WHERE u.id = p.user_id OFFSET 0) AS author
    WHERE NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = p.user_id)
), ranked AS MATERIALIZED (
    SELECT scored.*, row_number() OVER (ORDER BY scored.rank DESC, scored.at DESC, scored.id DESC) AS place
    FROM scored
    ORDER BY place LIMIT CASE WHEN $2 <= 10 THEN 50 ELSE 200 END
)
SELECT ranked.id
FROM ranked
ORDER BY
    greatest(ranked.rank, CASE WHEN ranked.place <= 60 THEN word_similarity($15, left(ranked.content, 500)) END) DESC,
    ranked.at DESC, ranked.id DESC
LIMIT $2 OFFSET $3
