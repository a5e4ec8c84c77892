-- Posts that fit a text, the best first: identifiers. $1 the viewer or null.
-- What is looked for, for `websearch_to_tsquery`: $2 all of it, $3 all but the last word, $4 the last word as the beginning of
-- one (for `to_tsquery`, or empty), $5 what must not be there (or empty).
-- $6 the author's username or null, $7 and $8 slugs of tools and stacks (empty for any), $9 and $10 the time from and up to
-- which (or nulls), $11 and $12 whether they need pictures or a linked project, $13 the limit, $14 the offset, $15 the text as typed.
-- What is among the newest thousand twice as often as is asked for, or fifty times, is looked for there alone: the index would
-- have to be read for all that have it. Otherwise a thousand that match are looked at, at most; words that begin so only where
-- whole words are not enough, because the index is then read for each of them. The two hundred best are found, or fifty where
-- only the first few are asked for.
-- Index: posts_search; posts_newest; posts_of_user; the primary keys.
WITH words AS MATERIALIZED (
    SELECT websearch_to_tsquery('english', $2) AS whole,
        CASE WHEN $4 <> '' THEN websearch_to_tsquery('english', $3) && to_tsquery('simple', $4) END AS begun
), q AS MATERIALIZED (
    SELECT words.whole, words.begun, coalesce(words.whole || words.begun, words.whole) AS sought FROM words
), newest AS MATERIALIZED (
    SELECT p.id
    FROM (SELECT * FROM posts p ORDER BY p.inserted_at DESC, p.id DESC LIMIT 1000) AS p
    WHERE $6 IS NULL AND p.search_vector @@ (SELECT q.sought FROM q)
        AND ($9 IS NULL OR p.inserted_at >= $9) AND ($10 IS NULL OR p.inserted_at < $10)
        AND ($5 = '' OR NOT p.search_vector @@ websearch_to_tsquery('english', $5))
        AND (NOT $11 OR (SELECT true FROM post_media m WHERE m.post_id = p.id LIMIT 1))
        AND (NOT $12 OR p.linked_project_id IS NOT NULL)
        AND (cardinality($7) = 0 OR (SELECT true FROM project_ai_tools x JOIN ai_tools t ON t.id = x.ai_tool_id
            WHERE x.project_id = p.linked_project_id AND t.slug = ANY($7) LIMIT 1))
        AND (cardinality($8) = 0 OR (SELECT true FROM project_tech_stacks x JOIN tech_stacks t ON t.id = x.tech_stack_id
            WHERE x.project_id = p.linked_project_id AND t.slug = ANY($8) LIMIT 1))
), by_words AS MATERIALIZED (
    SELECT p.id FROM posts p
    WHERE (SELECT count(*) < least(50, 2 * ($13 + $14)) FROM newest) AND $6 IS NULL AND p.search_vector @@ (SELECT q.whole FROM q)
        AND ($9 IS NULL OR p.inserted_at >= $9) AND ($10 IS NULL OR p.inserted_at < $10)
        AND ($5 = '' OR NOT p.search_vector @@ websearch_to_tsquery('english', $5))
        AND (NOT $11 OR (SELECT true FROM post_media m WHERE m.post_id = p.id LIMIT 1))
        AND (NOT $12 OR p.linked_project_id IS NOT NULL)
        AND (cardinality($7) = 0 OR (SELECT true FROM project_ai_tools x JOIN ai_tools t ON t.id = x.ai_tool_id
            WHERE x.project_id = p.linked_project_id AND t.slug = ANY($7) LIMIT 1))
        AND (cardinality($8) = 0 OR (SELECT true FROM project_tech_stacks x JOIN tech_stacks t ON t.id = x.tech_stack_id
            WHERE x.project_id = p.linked_project_id AND t.slug = ANY($8) LIMIT 1))
    LIMIT 1000
), by_beginning AS MATERIALIZED (
    SELECT p.id FROM posts p
    WHERE (SELECT count(*) < least(50, 2 * ($13 + $14)) FROM newest)
        AND (SELECT count(*) < $13 + $14 FROM by_words) AND $6 IS NULL AND p.search_vector @@ (SELECT q.begun FROM q)
        AND ($9 IS NULL OR p.inserted_at >= $9) AND ($10 IS NULL OR p.inserted_at < $10)
        AND ($5 = '' OR NOT p.search_vector @@ websearch_to_tsquery('english', $5))
        AND (NOT $11 OR (SELECT true FROM post_media m WHERE m.post_id = p.id LIMIT 1))
        AND (NOT $12 OR p.linked_project_id IS NOT NULL)
        AND (cardinality($7) = 0 OR (SELECT true FROM project_ai_tools x JOIN ai_tools t ON t.id = x.ai_tool_id
            WHERE x.project_id = p.linked_project_id AND t.slug = ANY($7) LIMIT 1))
        AND (cardinality($8) = 0 OR (SELECT true FROM project_tech_stacks x JOIN tech_stacks t ON t.id = x.tech_stack_id
            WHERE x.project_id = p.linked_project_id AND t.slug = ANY($8) LIMIT 1))
    LIMIT 1000
), matched AS MATERIALIZED (
    SELECT id FROM by_words
    UNION
    SELECT id FROM by_beginning
    UNION
    SELECT id FROM newest
    UNION
    (SELECT p.id FROM posts p
    WHERE p.user_id = (SELECT u.id FROM users u WHERE u.username = $6) AND p.search_vector @@ (SELECT q.sought FROM q)
        AND ($9 IS NULL OR p.inserted_at >= $9) AND ($10 IS NULL OR p.inserted_at < $10)
        AND ($5 = '' OR NOT p.search_vector @@ websearch_to_tsquery('english', $5))
        AND (NOT $11 OR (SELECT true FROM post_media m WHERE m.post_id = p.id LIMIT 1))
        AND (NOT $12 OR p.linked_project_id IS NOT NULL)
        AND (cardinality($7) = 0 OR (SELECT true FROM project_ai_tools x JOIN ai_tools t ON t.id = x.ai_tool_id
            WHERE x.project_id = p.linked_project_id AND t.slug = ANY($7) LIMIT 1))
        AND (cardinality($8) = 0 OR (SELECT true FROM project_tech_stacks x JOIN tech_stacks t ON t.id = x.tech_stack_id
            WHERE x.project_id = p.linked_project_id AND t.slug = ANY($8) LIMIT 1))
    LIMIT 1000)
), ranked AS MATERIALIZED (
    SELECT p.id, p.inserted_at AS at, p.content, ts_rank(p.search_vector, (SELECT q.sought FROM q)) AS rank
    FROM matched
    CROSS JOIN LATERAL (SELECT * FROM posts p WHERE p.id = matched.id OFFSET 0) AS p
    CROSS JOIN LATERAL (SELECT 1 FROM active_users u WHERE u.id = p.user_id OFFSET 0) AS author
    WHERE NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = p.user_id)
    ORDER BY rank DESC, at DESC, p.id DESC
    LIMIT CASE WHEN $13 <= 10 THEN 50 ELSE 200 END
)
SELECT ranked.id
FROM ranked
ORDER BY greatest(word_similarity($15, left(ranked.content, 500)), ranked.rank) DESC, ranked.at DESC, ranked.id DESC
LIMIT $13 OFFSET $14
