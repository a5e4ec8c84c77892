-- Projects, posts, comments, and what belongs to them.
--
-- The counters and `engagement_score` have no index, on purpose: an update that changes no indexed column stays on
-- its page (HOT) and touches none of the table's many indexes, the trigram ones above all. `fillfactor` leaves the
-- room. Lists by engagement are for a ranking that is made ahead of the request.

CREATE TABLE projects (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    title text NOT NULL CHECK (octet_length(title) BETWEEN 1 AND 32 * 200),
    description text NOT NULL CHECK (octet_length(description) BETWEEN 1 AND 32 * 5000),
    long_description text CHECK (octet_length(long_description) <= 32 * 20000),
    status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'archived')),
    live_url text CHECK (octet_length(live_url) <= 32 * 255),
    github_url text CHECK (octet_length(github_url) <= 32 * 255),
    -- Counts what was seen, not the rows of `impressions`, which are pruned.
    view_count bigint NOT NULL DEFAULT 0 CHECK (view_count >= 0),
    -- Kept by triggers, see the migration `engagement`.
    likes_count bigint NOT NULL DEFAULT 0 CHECK (likes_count >= 0),
    comments_count bigint NOT NULL DEFAULT 0 CHECK (comments_count >= 0),
    reposts_count bigint NOT NULL DEFAULT 0 CHECK (reposts_count >= 0),
    bookmarks_count bigint NOT NULL DEFAULT 0 CHECK (bookmarks_count >= 0),
    quotes_count bigint NOT NULL DEFAULT 0 CHECK (quotes_count >= 0),
    -- The weights of the domain's ranking; a test compares them.
    engagement_score double precision NOT NULL GENERATED ALWAYS AS (
        likes_count + 13.5 * comments_count + 20 * reposts_count + 10 * bookmarks_count + 15 * quotes_count
    ) STORED,
    published_at timestamptz,
    inserted_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    search_vector tsvector NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('english', title), 'A')
        || setweight(to_tsvector('english', description), 'B')
        || setweight(to_tsvector('english', coalesce(long_description, '')), 'C')
    ) STORED,
    CONSTRAINT projects_published_has_time CHECK (status <> 'published' OR published_at IS NOT NULL)
) WITH (fillfactor = 85);
CREATE INDEX projects_of_user ON projects (user_id, inserted_at DESC, id DESC);
CREATE INDEX projects_published_of_user ON projects (user_id, published_at DESC, id DESC) WHERE status = 'published';
CREATE INDEX projects_published ON projects (published_at DESC, id DESC) WHERE status = 'published';
CREATE INDEX projects_search ON projects USING gin (search_vector);
CREATE INDEX projects_title_trigrams ON projects USING gin (title gin_trgm_ops);
CREATE INDEX projects_description_trigrams ON projects USING gin (description gin_trgm_ops);

CREATE TABLE project_images (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
    url text NOT NULL CHECK (url <> ''),
    alt_text text CHECK (octet_length(alt_text) <= 32 * 500),
    position integer NOT NULL DEFAULT 0 CHECK (position >= 0),
    inserted_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX project_images_of_project ON project_images (project_id, position, id);

CREATE TABLE project_highlights (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
    content text NOT NULL CHECK (octet_length(content) BETWEEN 1 AND 32 * 500),
    position integer NOT NULL DEFAULT 0 CHECK (position >= 0),
    inserted_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX project_highlights_of_project ON project_highlights (project_id, position, id);

CREATE TABLE project_timeline_entries (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
    -- When, in the owner's words ("Week 1, Jan 2024"); and the day, where the words are one.
    date_label text NOT NULL DEFAULT '' CHECK (octet_length(date_label) <= 32 * 50),
    occurred_on date,
    title text NOT NULL CHECK (octet_length(title) BETWEEN 1 AND 32 * 200),
    description text CHECK (octet_length(description) <= 32 * 2000),
    position integer NOT NULL DEFAULT 0 CHECK (position >= 0),
    inserted_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX project_timeline_entries_of_project ON project_timeline_entries (project_id, position, id);

CREATE TABLE project_ai_tools (
    project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
    ai_tool_id uuid NOT NULL REFERENCES ai_tools ON DELETE CASCADE,
    PRIMARY KEY (project_id, ai_tool_id)
);
CREATE INDEX project_ai_tools_by_tool ON project_ai_tools (ai_tool_id, project_id);

CREATE TABLE project_tech_stacks (
    project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
    tech_stack_id uuid NOT NULL REFERENCES tech_stacks ON DELETE CASCADE,
    PRIMARY KEY (project_id, tech_stack_id)
);
CREATE INDEX project_tech_stacks_by_stack ON project_tech_stacks (tech_stack_id, project_id);

CREATE TABLE posts (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    content text NOT NULL DEFAULT '' CHECK (octet_length(content) <= 32 * 5000),
    linked_project_id uuid REFERENCES projects ON DELETE SET NULL,
    quoted_post_id uuid REFERENCES posts ON DELETE SET NULL,
    quoted_project_id uuid REFERENCES projects ON DELETE SET NULL,
    -- Counts what was seen, not the rows of `impressions`, which are pruned.
    impression_count bigint NOT NULL DEFAULT 0 CHECK (impression_count >= 0),
    -- Kept by triggers, see the migration `engagement`.
    likes_count bigint NOT NULL DEFAULT 0 CHECK (likes_count >= 0),
    comments_count bigint NOT NULL DEFAULT 0 CHECK (comments_count >= 0),
    reposts_count bigint NOT NULL DEFAULT 0 CHECK (reposts_count >= 0),
    bookmarks_count bigint NOT NULL DEFAULT 0 CHECK (bookmarks_count >= 0),
    quotes_count bigint NOT NULL DEFAULT 0 CHECK (quotes_count >= 0),
    -- As on `projects`.
    engagement_score double precision NOT NULL GENERATED ALWAYS AS (
        likes_count + 13.5 * comments_count + 20 * reposts_count + 10 * bookmarks_count + 15 * quotes_count
    ) STORED,
    -- Null until the author changes the text.
    edited_at timestamptz,
    inserted_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    search_vector tsvector NOT NULL GENERATED ALWAYS AS (setweight(to_tsvector('english', content), 'A')) STORED,
    CONSTRAINT posts_one_quote CHECK (num_nonnulls(quoted_post_id, quoted_project_id) <= 1)
) WITH (fillfactor = 85);
CREATE INDEX posts_newest ON posts (inserted_at DESC, id DESC);
CREATE INDEX posts_of_user ON posts (user_id, inserted_at DESC, id DESC);
CREATE INDEX posts_linking_project ON posts (linked_project_id) WHERE linked_project_id IS NOT NULL;
CREATE INDEX posts_quoting_post ON posts (quoted_post_id) WHERE quoted_post_id IS NOT NULL;
CREATE INDEX posts_quoting_project ON posts (quoted_project_id) WHERE quoted_project_id IS NOT NULL;
CREATE INDEX posts_search ON posts USING gin (search_vector);
CREATE INDEX posts_content_trigrams ON posts USING gin (content gin_trgm_ops);

CREATE TABLE post_media (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    post_id uuid NOT NULL REFERENCES posts ON DELETE CASCADE,
    url text NOT NULL CHECK (url <> ''),
    position integer NOT NULL DEFAULT 0 CHECK (position >= 0),
    inserted_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX post_media_of_post ON post_media (post_id, position, id);

-- What a post said before each edit.
CREATE TABLE post_revisions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    post_id uuid NOT NULL REFERENCES posts ON DELETE CASCADE,
    content text NOT NULL CHECK (octet_length(content) <= 32 * 5000),
    replaced_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX post_revisions_of_post ON post_revisions (post_id, replaced_at DESC, id DESC);

CREATE TABLE comments (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    -- The commented item: one of the two.
    post_id uuid REFERENCES posts ON DELETE CASCADE,
    project_id uuid REFERENCES projects ON DELETE CASCADE,
    -- The comment that this one answers. Its answers go with it.
    parent_id uuid REFERENCES comments ON DELETE CASCADE,
    content text NOT NULL CHECK (octet_length(content) BETWEEN 1 AND 32 * 2000),
    -- Kept by triggers, see the migration `engagement`.
    likes_count bigint NOT NULL DEFAULT 0 CHECK (likes_count >= 0),
    edited_at timestamptz,
    inserted_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT comments_one_target CHECK (num_nonnulls(post_id, project_id) = 1)
) WITH (fillfactor = 90);
CREATE INDEX comments_of_user ON comments (user_id, inserted_at DESC, id DESC);
CREATE INDEX comments_of_post ON comments (post_id, inserted_at DESC, id DESC) WHERE post_id IS NOT NULL;
CREATE INDEX comments_of_project ON comments (project_id, inserted_at DESC, id DESC) WHERE project_id IS NOT NULL;
-- A page is so many threads; these find them without stepping over every answer.
CREATE INDEX comments_threads_of_post ON comments (post_id, inserted_at DESC, id DESC)
    WHERE post_id IS NOT NULL AND parent_id IS NULL;
CREATE INDEX comments_threads_of_project ON comments (project_id, inserted_at DESC, id DESC)
    WHERE project_id IS NOT NULL AND parent_id IS NULL;
CREATE INDEX comments_answers ON comments (parent_id, inserted_at, id) WHERE parent_id IS NOT NULL;

-- An answer is about the same item as what it answers. Neither row can be moved later (below), so that looking once
-- is enough; the foreign key's own lock keeps the parent there.
CREATE FUNCTION refuse_answer_elsewhere() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM comments AS parent
        WHERE parent.id = NEW.parent_id
          AND parent.post_id IS NOT DISTINCT FROM NEW.post_id
          AND parent.project_id IS NOT DISTINCT FROM NEW.project_id
    ) THEN
        RAISE foreign_key_violation USING
            MESSAGE = 'an answer must be about the same item as the comment it answers',
            TABLE = 'comments', CONSTRAINT = 'comments_parent_same_target';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER comments_parent_same_target BEFORE INSERT ON comments
    FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL) EXECUTE FUNCTION refuse_answer_elsewhere();

-- For rows that say who did what to which item. Counters and answers rely on them staying what they were.
CREATE FUNCTION refuse_moving_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE restrict_violation USING
        MESSAGE = format('rows of %I say who did what to which item: delete and insert, never move', TG_TABLE_NAME),
        TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
END
$$;
CREATE TRIGGER comments_stay BEFORE UPDATE OF id, user_id, post_id, project_id, parent_id ON comments
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_moving_rows();
