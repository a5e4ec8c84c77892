-- Takes up to $1 marks, and with them the words that stand in no text any more. Answers how many marks were taken. A mark
-- that somebody else is just taking is left to them. Indexes: the primary keys, posts_search, projects_search, gigs_search.
WITH marks AS (
    DELETE FROM search_word_marks WHERE id IN (
        SELECT id FROM search_word_marks ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED
    )
    RETURNING word
),
gone AS (
    DELETE FROM search_words w
    USING (SELECT DISTINCT word, quote_literal(word)::tsquery AS query FROM marks) AS marked
    WHERE w.word = marked.word
        AND NOT EXISTS (SELECT FROM posts p WHERE p.search_vector @@ marked.query)
        AND NOT EXISTS (SELECT FROM projects j WHERE j.search_vector @@ marked.query)
        AND NOT EXISTS (SELECT FROM gigs g WHERE g.search_vector @@ marked.query)
)
SELECT count(*) FROM marks
