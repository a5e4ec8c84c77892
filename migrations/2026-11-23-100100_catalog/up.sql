-- The AI tools and tech stacks that things are made with, and who likes which.

CREATE TABLE ai_tools (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL CHECK (octet_length(name) BETWEEN 1 AND 32 * 50),
    slug text NOT NULL CHECK (octet_length(slug) BETWEEN 1 AND 1024),
    icon_url text,
    inserted_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX ai_tools_slug_key ON ai_tools (slug);
CREATE UNIQUE INDEX ai_tools_name_key ON ai_tools (lower(name));

CREATE TABLE tech_stacks (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL CHECK (octet_length(name) BETWEEN 1 AND 32 * 50),
    slug text NOT NULL CHECK (octet_length(slug) BETWEEN 1 AND 1024),
    category text CHECK (octet_length(category) BETWEEN 1 AND 255),
    inserted_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX tech_stacks_slug_key ON tech_stacks (slug);
CREATE UNIQUE INDEX tech_stacks_name_key ON tech_stacks (lower(name));

CREATE TABLE user_favorite_tools (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    ai_tool_id uuid NOT NULL REFERENCES ai_tools ON DELETE CASCADE,
    PRIMARY KEY (user_id, ai_tool_id)
);
CREATE INDEX user_favorite_tools_by_tool ON user_favorite_tools (ai_tool_id, user_id);

CREATE TABLE user_tech_stacks (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    tech_stack_id uuid NOT NULL REFERENCES tech_stacks ON DELETE CASCADE,
    PRIMARY KEY (user_id, tech_stack_id)
);
CREATE INDEX user_tech_stacks_by_stack ON user_tech_stacks (tech_stack_id, user_id);
