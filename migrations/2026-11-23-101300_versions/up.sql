-- A number for each state of what people edit, so that an edit can name the state that it is meant for (`If-Match`).
--
-- The number grows when the thing itself is changed, which is when somebody writes its text or its `updated_at`.
-- Counters leave it alone: a like must not spoil an edit. What hangs on a thing (tags, pictures) changes together with
-- its `updated_at`.
CREATE FUNCTION count_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    RETURN NEW;
END
$$;

ALTER TABLE users ADD COLUMN version bigint NOT NULL DEFAULT 1 CHECK (version > 0);
ALTER TABLE projects ADD COLUMN version bigint NOT NULL DEFAULT 1 CHECK (version > 0);
ALTER TABLE posts ADD COLUMN version bigint NOT NULL DEFAULT 1 CHECK (version > 0);
ALTER TABLE comments ADD COLUMN version bigint NOT NULL DEFAULT 1 CHECK (version > 0);

CREATE TRIGGER users_version BEFORE UPDATE OF updated_at ON users
    FOR EACH ROW EXECUTE FUNCTION count_version();
CREATE TRIGGER projects_version BEFORE UPDATE OF updated_at ON projects
    FOR EACH ROW EXECUTE FUNCTION count_version();
CREATE TRIGGER posts_version BEFORE UPDATE OF content, edited_at, updated_at ON posts
    FOR EACH ROW EXECUTE FUNCTION count_version();
CREATE TRIGGER comments_version BEFORE UPDATE OF content, edited_at, updated_at ON comments
    FOR EACH ROW EXECUTE FUNCTION count_version();
