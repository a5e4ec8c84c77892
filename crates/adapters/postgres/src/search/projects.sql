-- Published projects that fit a text, the best first: identifiers. $1 the viewer or null.
-- What is looked for, for `websearch_to_tsquery`: $2 all of it, $3 all but the last word, $4 the last word as the beginning of
-- one (for `to_tsquery`, or empty), $5 what must not be there (or empty).
-- $6 the author's username or null, $7 and $8 slugs of tools and stacks (empty for any), $9 and $10 the time from and up to
-- which (or nulls), $11 the limit, $12 the offset, $13 the text as typed, $14 a LIKE pattern of what begins with it.
-- At most a thousand that match are looked at, so that a word that everybody uses costs no more than another, and the two
-- hundred best of them are found.
-- Index: projects_search, projects_title_trigrams; projects_published; projects_published_of_user; the tags' by_tool and by_stack.
WITH q AS MATERIALIZED (
    SELECT CASE WHEN $4 = '' THEN websearch_to_tsquery('english', $2)
        ELSE websearch_to_tsquery('english', $2)
            || (websearch_to_tsquery('english', $3) && to_tsquery('simple', $4)) END AS sought
), by_index AS MATERIALIZED (
    SELECT j.id FROM projects j
    WHERE $6 IS NULL AND j.status = 'published'
        AND j.search_vector @@ (SELECT q.sought FROM q)
        AND ($9 IS NULL OR j.published_at >= $9) AND ($10 IS NULL OR j.published_at < $10)
        AND ($5 = '' OR NOT j.search_vector @@ websearch_to_tsquery('english', $5))
        AND (cardinality($7) = 0 OR (SELECT true FROM project_ai_tools x JOIN ai_tools t ON t.id = x.ai_tool_id
            WHERE x.project_id = j.id AND t.slug = ANY($7) LIMIT 1))
        AND (cardinality($8) = 0 OR (SELECT true FROM project_tech_stacks x JOIN tech_stacks t ON t.id = x.tech_stack_id
            WHERE x.project_id = j.id AND t.slug = ANY($8) LIMIT 1))
    LIMIT 1000
), matched AS MATERIALIZED (
    SELECT id FROM by_index
    UNION
    -- What very many have: the newest of it, too.
    SELECT j.id
    FROM (SELECT * FROM projects j WHERE j.status = 'published' ORDER BY j.published_at DESC, j.id DESC LIMIT 1000) AS j
    WHERE (SELECT count(*) = 1000 FROM by_index)
        AND j.search_vector @@ (SELECT q.sought FROM q)
        AND ($9 IS NULL OR j.published_at >= $9) AND ($10 IS NULL OR j.published_at < $10)
        AND ($5 = '' OR NOT j.search_vector @@ websearch_to_tsquery('english', $5))
        AND (cardinality($7) = 0 OR (SELECT true FROM project_ai_tools x JOIN ai_tools t ON t.id = x.ai_tool_id
            WHERE x.project_id = j.id AND t.slug = ANY($7) LIMIT 1))
        AND (cardinality($8) = 0 OR (SELECT true FROM project_tech_stacks x JOIN tech_stacks t ON t.id = x.tech_stack_id
            WHERE x.project_id = j.id AND t.slug = ANY($8) LIMIT 1))
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
    WHERE $6 IS NULL AND j.status = 'published' AND j.title %> $13
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
        SELECT x.project_id AS id FROM ai_tools t JOIN project_ai_tools x ON x.ai_tool_id = t.id
        WHERE lower(t.name) = lower($13) OR t.slug = lower($13)
        UNION ALL
        SELECT x.project_id FROM tech_stacks t JOIN project_tech_stacks x ON x.tech_stack_id = t.id
        WHERE lower(t.name) = lower($13) OR t.slug = lower($13)
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
        coalesce(
            (SELECT true FROM project_ai_tools x JOIN ai_tools t ON t.id = x.ai_tool_id
                WHERE x.project_id = j.id AND (lower(t.name) = lower($13) OR t.slug = lower($13)) LIMIT 1),
            (SELECT true FROM project_tech_stacks x JOIN tech_stacks t ON t.id = x.tech_stack_id
                WHERE x.project_id = j.id AND (lower(t.name) = lower($13) OR t.slug = lower($13)) LIMIT 1),
            false
        ) AS tagged
    FROM matched
    CROSS JOIN LATERAL (SELECT * FROM projects j WHERE j.id = matched.id OFFSET 0) AS j
    CROSS JOIN LATERAL (SELECT 1 FROM active_users u WHERE u.id = j.user_id OFFSET 0) AS author
    WHERE NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = j.user_id)
    ORDER BY greatest(word_similarity($13, j.title),
        ts_rank(j.search_vector, (SELECT q.sought FROM q))) DESC, at DESC, j.id DESC
    LIMIT 200
)
SELECT ranked.id
FROM ranked
ORDER BY
    ranked.title ILIKE $14 DESC,
    greatest(ranked.likeness, 0.8 * word_similarity($13, left(ranked.description, 500)), ranked.rank,
        CASE WHEN ranked.tagged THEN 0.7 END) DESC,
    ranked.at DESC, ranked.id DESC
LIMIT $11 OFFSET $12
