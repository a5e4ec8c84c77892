-- What operators ask for of an item: a time, words that it lacks, tools and stacks. The braces as in items.sql.
($8 IS NULL OR i.{at} >= $8) AND ($9 IS NULL OR i.{at} < $9)
    AND ($5 = '' OR NOT i.search_vector @@ websearch_to_tsquery('english', $5))
    AND (cardinality($6) = 0 OR (SELECT true FROM {item}_ai_tools x JOIN ai_tools t ON t.id = x.ai_tool_id
        WHERE x.{item}_id = i.id AND t.slug = ANY($6) LIMIT 1))
    AND (cardinality($7) = 0 OR (SELECT true FROM {item}_tech_stacks x JOIN tech_stacks t ON t.id = x.tech_stack_id
        WHERE x.{item}_id = i.id AND t.slug = ANY($7) LIMIT 1))
