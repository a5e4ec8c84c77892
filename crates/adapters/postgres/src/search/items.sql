-- Published projects, or open gigs, that fit a text, the best first: identifiers.
-- $1 the viewer or null, $2 the limit, $3 the offset, $4 the author's username or null, $5 what must not be there (for
-- `websearch_to_tsquery`, or empty), $6 and $7 slugs of tools and stacks (empty for any), $8 and $9 the time from and up to which
-- (or nulls).
-- What is looked for, for `websearch_to_tsquery`: $10 all of it, $11 all but the last word, $12 the last word as the beginning of
-- one (for `to_tsquery`, or empty). $13 the text as typed.
-- What is in braces is filled in: items with `projects` or `gigs`, item with the name of one of them, at with the time since when
-- it is to be seen, status with what it then is, fits with items_fit.sql: what operators ask for.
-- Titles that begin with the text come before all others: if these are enough, nothing else is looked for. Of very many, the
-- first five hundred by the alphabet are looked at, or twenty-five where only the first few are asked for.
-- What is among the newest five hundred twice as often as is asked for, or 25 times, is looked for there alone: the index would
-- have to be read for all that have it. Otherwise three hundred that match are looked at, at most; words that begin so, and titles
-- that are only alike, where whole words are not enough. The two hundred best are found, or fifty where only the first few are
-- asked for; what the sixty best of them say is compared letter by letter as well, which takes longest.
-- Index: projects_title_beginnings, projects_search, projects_title_trigrams; projects_published; projects_published_of_user;
-- gigs_title_beginnings, gigs_search, gigs_title_trigrams; gigs_newest; gigs_of_user; the tags' by_tool and by_stack.
WITH words AS MATERIALIZED (
    SELECT websearch_to_tsquery('english', $10) AS whole,
        CASE WHEN $12 <> '' THEN websearch_to_tsquery('english', $11) && to_tsquery('simple', $12) END AS begun
), q AS MATERIALIZED (
    SELECT words.whole, words.begun, coalesce(words.whole || words.begun, words.whole) AS sought FROM words
), named AS MATERIALIZED (
    -- Tools and stacks that the text names.
    SELECT t.id FROM ai_tools t WHERE lower(t.name) = lower($13) OR t.slug = lower($13)
    UNION ALL
    SELECT t.id FROM tech_stacks t WHERE lower(t.name) = lower($13) OR t.slug = lower($13)
), beginning AS MATERIALIZED (
    SELECT i.id, i.user_id FROM {items} i
    WHERE $4 IS NULL AND $13 <> '' AND i.status = '{status}'
        AND lower(i.title) COLLATE "C" >= lower($13) AND lower(i.title) COLLATE "C" < lower($13) || U&'\+10FFFF'
        AND {fits}
    ORDER BY lower(i.title) COLLATE "C" LIMIT CASE WHEN $2 <= 10 THEN 25 ELSE 500 END
), enough AS MATERIALIZED (
    SELECT count(*) >= $2 + $3 AS are_there
    FROM beginning
    CROSS JOIN LATERAL (SELECT 1 FROM active_users u WHERE u.id = beginning.user_id OFFSET 0) AS author
    WHERE NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = beginning.user_id)
), newest AS MATERIALIZED (
    SELECT i.id
    FROM (SELECT * FROM {items} i WHERE i.status = '{status}' ORDER BY i.{at} DESC, i.id DESC LIMIT 500) AS i
    WHERE NOT (SELECT enough.are_there FROM enough) AND $4 IS NULL
        AND i.search_vector @@ (SELECT q.sought FROM q)
        AND {fits}
), by_words AS MATERIALIZED (
    SELECT i.id FROM {items} i
    WHERE NOT (SELECT enough.are_there FROM enough) AND (SELECT count(*) < least(25, 2 * ($2 + $3)) FROM newest)
        AND $4 IS NULL AND i.status = '{status}'
        AND i.search_vector @@ (SELECT q.whole FROM q)
        AND {fits}
    LIMIT CASE WHEN $2 <= 10 THEN 200 ELSE 300 END
), by_beginning AS MATERIALIZED (
    SELECT i.id FROM {items} i
    WHERE NOT (SELECT enough.are_there FROM enough) AND (SELECT count(*) < least(25, 2 * ($2 + $3)) FROM newest)
        AND (SELECT count(*) < $2 + $3 FROM by_words) AND $4 IS NULL AND i.status = '{status}'
        AND i.search_vector @@ (SELECT q.begun FROM q)
        AND {fits}
    LIMIT CASE WHEN $2 <= 10 THEN 200 ELSE 300 END
), matched AS MATERIALIZED (
    SELECT id FROM beginning
    UNION
    SELECT id FROM by_words
    UNION
    SELECT id FROM by_beginning
    UNION
    SELECT id FROM newest
    UNION
    (SELECT i.id FROM {items} i
    WHERE i.user_id = (SELECT u.id FROM users u WHERE u.username = $4) AND i.status = '{status}'
        AND i.search_vector @@ (SELECT q.sought FROM q)
        AND {fits}
    LIMIT 500)
    UNION
    (SELECT i.id FROM {items} i
    WHERE NOT (SELECT enough.are_there FROM enough) AND (SELECT count(*) < $2 + $3 FROM by_words)
        AND (SELECT count(*) < least(25, 2 * ($2 + $3)) FROM newest) AND $4 IS NULL AND i.status = '{status}' AND i.title %> $13
        AND {fits}
    LIMIT 200)
    UNION
    -- Made with what the text names.
    (SELECT i.id
    FROM (
        SELECT x.{item}_id AS id FROM named JOIN {item}_ai_tools x ON x.ai_tool_id = named.id
        UNION ALL
        SELECT x.{item}_id FROM named JOIN {item}_tech_stacks x ON x.tech_stack_id = named.id
    ) AS tagged
    CROSS JOIN LATERAL (SELECT * FROM {items} i WHERE i.id = tagged.id OFFSET 0) AS i
    WHERE NOT (SELECT enough.are_there FROM enough) AND $4 IS NULL AND i.status = '{status}'
        AND {fits}
    LIMIT 300)
), scored AS MATERIALIZED (
    SELECT i.id, i.{at} AS at, i.description, $13 <> '' AND lower(i.title) ^@ lower($13) AS begins,
        greatest(word_similarity($13, i.title), ts_rank(i.search_vector, (SELECT q.sought FROM q))) AS first
    FROM matched
    CROSS JOIN LATERAL (SELECT * FROM {items} i WHERE i.id = matched.id OFFSET 0) AS i
    CROSS JOIN LATERAL (SELECT 1 FROM active_users u WHERE u.id = i.user_id OFFSET 0) AS author
    WHERE NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $1 AND h.author_id = i.user_id)
), ranked AS MATERIALIZED (
    SELECT scored.*,
        row_number() OVER (ORDER BY scored.begins DESC, scored.first DESC, scored.at DESC, scored.id DESC) AS place
    FROM scored
    ORDER BY place LIMIT CASE WHEN $2 <= 10 THEN 50 ELSE 200 END
)
SELECT ranked.id
FROM ranked
ORDER BY
    ranked.begins DESC,
    greatest(ranked.first,
        CASE WHEN ranked.place <= 60 AND NOT ranked.begins THEN 0.8 * word_similarity($13, left(ranked.description, 500)) END,
        CASE WHEN (SELECT count(*) > 0 FROM named) AND (
            EXISTS (SELECT FROM {item}_ai_tools x WHERE x.{item}_id = ranked.id AND x.ai_tool_id IN (SELECT named.id FROM named))
            OR EXISTS (SELECT FROM {item}_tech_stacks x
                WHERE x.{item}_id = ranked.id AND x.tech_stack_id IN (SELECT named.id FROM named))
        ) THEN 0.7 END) DESC,
    ranked.at DESC, ranked.id DESC
LIMIT $2 OFFSET $3
