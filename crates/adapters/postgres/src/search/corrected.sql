-- The nearest known word of each that nobody wrote, and nulls for the others. $1 words in lower case, of letters and digits.
-- Index: search_words_pkey, search_words_trigrams.
SELECT CASE WHEN known.word IS NULL THEN near.word END
FROM unnest($1) WITH ORDINALITY AS typed (word, place)
CROSS JOIN LATERAL (SELECT coalesce((ts_lexize('english_stem', typed.word))[1], typed.word) AS stem) AS typed_stem
LEFT JOIN LATERAL (
    SELECT w.word FROM search_words w WHERE w.word = typed_stem.stem
) AS known ON true
LEFT JOIN LATERAL (
    SELECT w.word FROM search_words w
    WHERE known.word IS NULL AND w.word % typed.word
    ORDER BY similarity(w.word, typed.word) DESC, abs(length(w.word) - length(typed.word)), w.word
    LIMIT 1
) AS near ON true
ORDER BY typed.place
