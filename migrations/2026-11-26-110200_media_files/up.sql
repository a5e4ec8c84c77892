-- Which pictures are kept, so that those that nobody refers to can be taken away.
--
-- A picture is kept before the row that refers to it is written, and keeping it a second time touches nothing. So whoever
-- is about to refer to one says so first, here and committed: the picture is *held* for an hour, far longer than a request
-- may take. Rows that refer to it name it by a foreign key. To take one away is to delete its row here: that fails while
-- something refers to it and skips what is held, and as long as it is not committed, nobody can hold the picture anew. The
-- file goes in that transaction, between the two.
CREATE TABLE media_files (
    name text PRIMARY KEY CONSTRAINT media_files_name_form CHECK (name ~ '^[0-9a-f]{64}\.(png|jpg|webp|gif)$'),
    -- By the program's clock.
    held_until timestamptz NOT NULL
);

-- The name of one of our own pictures; null for other addresses, and for pictures that stand in the row itself.
CREATE FUNCTION media_name(url text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN url LIKE '/api/media/%' AND substr(url, 12) ~ '^[0-9a-f]{64}\.(png|jpg|webp|gif)$'
        THEN substr(url, 12) END
$$;

INSERT INTO media_files (name, held_until)
    SELECT DISTINCT media_name(url), now()
    FROM (
        SELECT url FROM post_media
        UNION ALL SELECT url FROM project_images
        UNION ALL SELECT avatar_url FROM users
        UNION ALL SELECT banner_url FROM users
    ) AS referred
    WHERE media_name(url) IS NOT NULL;

ALTER TABLE post_media ADD COLUMN file text GENERATED ALWAYS AS (media_name(url)) STORED
    CONSTRAINT post_media_file_fkey REFERENCES media_files;
CREATE INDEX post_media_by_file ON post_media (file) WHERE file IS NOT NULL;
ALTER TABLE project_images ADD COLUMN file text GENERATED ALWAYS AS (media_name(url)) STORED
    CONSTRAINT project_images_file_fkey REFERENCES media_files;
CREATE INDEX project_images_by_file ON project_images (file) WHERE file IS NOT NULL;
ALTER TABLE users
    ADD COLUMN avatar_file text GENERATED ALWAYS AS (media_name(avatar_url)) STORED
        CONSTRAINT users_avatar_file_fkey REFERENCES media_files,
    ADD COLUMN banner_file text GENERATED ALWAYS AS (media_name(banner_url)) STORED
        CONSTRAINT users_banner_file_fkey REFERENCES media_files;
CREATE INDEX users_by_avatar_file ON users (avatar_file) WHERE avatar_file IS NOT NULL;
CREATE INDEX users_by_banner_file ON users (banner_file) WHERE banner_file IS NOT NULL;

-- For whoever holds nothing first: nodes of the version before this one, imports, a hand at psql.
CREATE FUNCTION note_media_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'users' THEN
        INSERT INTO media_files (name, held_until)
            SELECT DISTINCT name, now() FROM (VALUES (media_name(NEW.avatar_url)), (media_name(NEW.banner_url))) AS own (name)
            WHERE name IS NOT NULL
            ORDER BY name
        ON CONFLICT DO NOTHING;
    ELSIF media_name(NEW.url) IS NOT NULL THEN
        INSERT INTO media_files (name, held_until) VALUES (media_name(NEW.url), now()) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER post_media_file_noted BEFORE INSERT OR UPDATE OF url ON post_media
    FOR EACH ROW WHEN (NEW.url LIKE '/api/media/%') EXECUTE FUNCTION note_media_file();
CREATE TRIGGER project_images_file_noted BEFORE INSERT OR UPDATE OF url ON project_images
    FOR EACH ROW WHEN (NEW.url LIKE '/api/media/%') EXECUTE FUNCTION note_media_file();
CREATE TRIGGER users_files_noted BEFORE INSERT OR UPDATE OF avatar_url, banner_url ON users
    FOR EACH ROW WHEN (NEW.avatar_url LIKE '/api/media/%' OR NEW.banner_url LIKE '/api/media/%')
    EXECUTE FUNCTION note_media_file();
