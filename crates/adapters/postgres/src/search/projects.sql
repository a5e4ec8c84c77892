-- Published projects that fit a text, the best first: identifiers. $1 the viewer or null.
-- What is looked for, for `websearch_to_tsquery`: $2 all of it, $3 all but the last word, $4 the last word as the beginning of
-- one (for `to_tsquery`, or empty), $5 what must not be there (or empty).
-- $6 the author's username or null, $7 and $8 slugs of tools and stacks (empty for any), $9 and $10 the time from and up to
-- which (or nulls), $11 the limit, $12 the offset, $13 the text as typed, $14 a LIKE pattern of what begins with it.
-- What is among the newest five hundred twice as often as is asked for, or 25 times, is looked for there alone: the index would
-- have to be read for all that have it. Otherwise a thousand that match are looked at, at most; words that begin so, and titles
-- that are only alike, where whole words are not enough. The two hundred best are found, or fifty where only the first few are
-- asked for.
-- Index: projects_search, projects_title_trigrams; projects_published; projects_published_of_user; the tags' by_tool and by_stack.
WITH words AS MATERIALIZED (
    SELECT websearch_to_tsquery('english', $2) AS whole,
        CASE WHEN $4 <> '' THEN websearch_to_tsquery('english', $3) && to_tsquery('simple', $4) END AS begun
), q AS MATERIALIZED (
    SELECT words.whole, words.begun, coalesce(words.whole || words.begun, words.whole) AS sought FROM words
), named AS MATERIALIZED (
    -- Tools and stacks that the text names.
    SELECT t.id FROM ai_tools t WHERE lower(t.name) = lower($13) OR t.slug = lower($13)
    UNION ALL
    SELECT t.id FROM tech_stacks t WHERE lower(t.name) = lower($13) OR t.slug = lower($13)
), newest AS MATERIALIZED (
    SELECT j.id
    FROM (SELECT * FROM projects j WHERE j.status = 'published' ORDER BY j.published_at DESC, j.id DESC LIMIT 500) AS j
    WHERE $6 IS NULL
        AND j.search_vector @@ (SELECT q.sought FROM q)
        AND ($9 IS NULL OR j.published_at >= $9) AND ($10 IS NULL OR j.published_at < $10)
        AND ($5 = '' OR NOT j.search_vector @@ websearch_to_tsquery('english', $5))
        AND (cardinality($7) = 0 OR (SELECT true FROM project_ai_tools x JOIN ai_tools t ON t.id = x.ai_tool_id
            WHERE x.project_id = j.id AND t.slug = ANY($7) LIMIT 1))
        AND (cardinality($8) = 0 OR (SELECT true FROM project_tech_stacks x JOIN tech_stacks t ON t.id = x.tech_stack_id
            WHERE x.project_id = j.id AND t.slug = ANY($8) LIMIT 1))
), by_words AS MATERIALIZED (
    SELECT j.id FROM projects j
    WHERE (SELECT count(*) < least(25, 2 * ($11 + $12)) FROM newest) AND $6 IS NULL AND j.status = 'published'
        AND j.search_vector @@ (SELECT q.whole FROM q)
        AND ($9 IS NULL OR j.published_at >= $9) AND ($10 IS NULL OR j.published_at < $10)
        AND ($5 = '' OR NOT j.search_vector @@ websearch_to_tsquery('english', $5))
        AND (cardinality($7) = 0 OR (SELECT true FROM project_ai_tools x JOIN ai_tools t ON t.id = x.ai_tool_id
            WHERE x.project_id = j.id AND t.slug = ANY($7) LIMIT 1))
        AND (cardinality($8) = 0 OR (SELECT true FROM project_tech_stacks x JOIN tech_stacks t ON t.id = x.tech_stack_id
            WHERE x.project_id = j.id AND t.slug = ANY($8) LIMIT 1))
    LIMIT 1000
), by_beginning AS MATERIALIZED (
    SELECT j.id FROM projects j
    WHERE (SELECT count(*) < least(25, 2 * ($11 + $12)) FROM newest)
        AND (SELECT count(*) < $11 + $12 FROM by_words) AND $6 IS NULL AND j.status = 'published'
        AND j.search_vector @@ (SELECT q.begun FROM q)
        AND ($9 IS NULL OR j.published_at >= $9) AND ($10 IS NULL OR j.published_at < $10)
        AND ($5 = '' OR NOT j.search_vector @@ websearch_to_tsquery('english', $5))
        AND (cardinality($7) = 0 OR (SELECT true FROM project_ai_tools x JOIN ai_tools t ON t.id = x.ai_tool_id
            WHERE x.project_id = j.id AND t.slug = ANY($7) LIMIT 1))
        AND (cardinality($8) = 0 OR (SELECT true FROM project_tech_stacks x JOIN tech_stacks t ON t.id = x.tech_stack_id
            WHERE x.project_id = j.id AND t.slug = ANY($8) LIMIT 1))
    LIMIT 1000
), matched AS MATERIALIZED (
    SELECT id FROM by_words
    UNION
    SELECT id FROM by_beginning
    UNION
    SELECT id FROM newest
    UNION
    (SELECT j.id FROM projects j
    WHERE j.user_id = (SELECT u.id FROM users u WHERE u.username = $6) AND j.status = 'published'
        AND j.search_vector @@ (SELECT q.sought FROM q)
        AND ($9 IS NULL OR j.published_at >= $9) AND ($10 IS NULL OR j.published_at < $10)
        AND ($5 = '' OR NOT j.search_vector @@ websearch_to_tsquery('english', $5))
        AND (cardinality($7) = 0 OR (SELECT true FROM project_ai_tools x JOIN ai_tools t ON t.id = x.ai_tool_id
            WHERE x.project_id = j.id AND t.slug = ANY($7) LIMIT 1))
        AND (cardinality($8) = 0 OR (SELECT true FROM project_tech_stacks x JOIN tech_stacks t ON t.id = x.tech_stack_id
            WHERE x.project_id = j.id AND t.slug = ANY($8) LIMIT 1))
    LIMIT 1000)
    UNION
    (SELECT j.id FROM projects j
    WHERE (SELECT count(*) < $11 + $12 FROM by_words) AND (SELECT count(*) < least(25, 2 * ($11 + $12)) FROM newest)
        AND $6 IS NULL AND j.status = 'published' AND j.title %> $13
        AND ($9 IS NULL OR j.published_at >= $9) AND ($10 IS NULL OR j.published_at < $10)
        AND ($5 = '' OR NOT j.search_vector @@ websearch_to_tsquery('english', $5))
        AND (cardinality($7) = 0 OR (SELECT true FROM project_ai_tools x JOIN ai_tools t ON t.id = x.ai_tool_id
            WHERE x.project_id = j.id AND t.slug = ANY($7) LIMIT 1))
        AND (cardinality($8) = 0 OR (SELECT true FROM project_tech_stacks x JOIN tech_stacks t ON t.id = x.tech_stack_id
            WHERE x.project_id = j.id AND t.slug = ANY($8) LIMIT 1))
    LIMIT 200)
    UNION
    -- Made with what the text names.
    (SELECT j.id
    FROM (
        SELECT x.project_id AS id FROM named JOIN project_ai_tools x ON x.ai_tool_id = named.id
        UNION ALL
        SELECT x.project_id FROM named JOIN project_tech_stacks x ON x.tech_stack_id = named.id
    ) AS tagged
    CROSS JOIN LATERAL (SELECT * FROM projects j WHERE j.id = tagged.id OFFSET 0) AS j
    WHERE $6 IS NULL AND j.status = 'published'
        AND ($9 IS NULL OR j.published_at >= $9) AND ($10 IS NULL OR j.published_at < $10)
        AND ($5 = '' OR NOT j.search_vector @@ websearch_to_tsquery('english', $5))
        AND (cardinality($7) = 0 OR (SELECT true FROM project_ai_tools x JOIN ai_tools t ON t.id = x.ai_tool_id
            WHERE x.project_id = j.id AND t.slug = ANY($7) LIMIT 1))
        AND (cardinality($8) = 0 OR (SELECT true FROM project_tech_stacks x JOIN tech_stacks t ON t.id = x.tech_stack_id
            WHERE x.project_id = j.id AND t.slug = ANY($8) LIMIT 1))
    LIMIT 300)
), ranked AS MATERIALIZED (
    SELECT j.id, j.published_at AS at, j.user_id, j.title, j.description,
        ts_rank(j.search_vector, (SELECT q.sought FROM q)) AS rank, word_similarity($13, j.title) AS likeness,
        (SELECT count(*) > 0 FROM named) AND (
            EXISTS (SELECT FROM project_ai_tools x WHERE x.project_id = j.id AND x.ai_tool_id IN (SELECT named.id FROM named))
            OR EXISTS (SELECT FROM project_tech_stacks x WHERE x.project_id = j.id AND x.tech_stack_id IN (SELECT named.id FROM named))
        ) AS tagged
    FROM matched
    CROSS JOIN LATERAL (SELECT * FROM projects j WHERE j.id = matched.id OFFSET 0) AS j
    CROSS JOIN LATERAL (SELECT 1 FROM active_users u WHERE u.id = j.user_id OFFSET 0) AS author
    WHERE NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = j.user_id)
    ORDER BY greatest(word_similarity($13, j.title),
        ts_rank(j.search_vector, (SELECT q.sought FROM q))) DESC, at DESC, j.id DESC
    LIMIT CASE WHEN $11 <= 10 THEN 50 ELSE 200 END
)
SELECT ranked.id
FROM ranked
ORDER BY
    ranked.title ILIKE $14 DESC,
    greatest(ranked.likeness, 0.8 * word_similarity($13, left(ranked.description, 500)), ranked.rank,
        CASE WHEN ranked.tagged THEN 0.7 END) DESC,
    ranked.at DESC, ranked.id DESC
LIMIT $11 OFFSET $12
