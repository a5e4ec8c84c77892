-- What operators ask for of a post: a time, words that it lacks, pictures, a linked project and its tools and stacks.
($8 IS NULL OR p.inserted_at >= $8) AND ($9 IS NULL OR p.inserted_at < $9)
    AND ($5 = '' OR NOT p.search_vector @@ websearch_to_tsquery('english', $5))
    AND (NOT $10 OR (SELECT true FROM post_media m WHERE m.post_id = p.id LIMIT 1))
    AND (NOT $11 OR p.linked_project_id IS NOT NULL)
    AND (cardinality($6) = 0 OR (SELECT true FROM project_ai_tools x JOIN ai_tools t ON t.id = x.ai_tool_id
        WHERE x.project_id = p.linked_project_id AND t.slug = ANY($6) LIMIT 1))
    AND (cardinality($7) = 0 OR (SELECT true FROM project_tech_stacks x JOIN tech_stacks t ON t.id = x.tech_stack_id
        WHERE x.project_id = p.linked_project_id AND t.slug = ANY($7) LIMIT 1))
