-- Words that may be nobody's any more. A word that one person alone wrote is theirs, and has to go with what they wrote.
-- Triggers leave a mark for each word of what is deleted or rewritten; a job looks whether anybody else still uses it. A
-- mark is a row of its own, as in the migration `feed`: to leave one, nobody waits for anybody.
CREATE UNLOGGED TABLE search_word_marks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    word text NOT NULL
);

CREATE FUNCTION mark_gone_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_word_marks (word)
        SELECT DISTINCT unnest(tsvector_to_array(search_vector)) FROM changed;
    RETURN NULL;
END
$$;
CREATE FUNCTION mark_changed_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_word_marks (word)
        SELECT unnest(tsvector_to_array(OLD.search_vector))
        EXCEPT
        SELECT unnest(tsvector_to_array(NEW.search_vector));
    RETURN NULL;
END
$$;
DO $migration$
DECLARE
    written record;
BEGIN
    FOR written IN
        SELECT * FROM (VALUES
            ('posts', 'content'),
            ('projects', 'title, description, long_description'),
            ('gigs', 'title, description, tag_words')
        ) AS tables (relation, columns)
    LOOP
        EXECUTE format(
            'CREATE TRIGGER %I AFTER DELETE ON %I REFERENCING OLD TABLE AS changed '
            'FOR EACH STATEMENT EXECUTE FUNCTION mark_gone_words()', written.relation || '_words_gone', written.relation);
        EXECUTE format(
            'CREATE TRIGGER %I AFTER UPDATE OF %s ON %I FOR EACH ROW '
            'WHEN (OLD.search_vector IS DISTINCT FROM NEW.search_vector) EXECUTE FUNCTION mark_changed_words()',
            written.relation || '_words_changed', written.columns, written.relation);
    END LOOP;
END
$migration$;
