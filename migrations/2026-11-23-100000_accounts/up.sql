-- People, who they are at other services, and what their tokens hang on.
--
-- Conventions of all migrations:
--   * Times are `timestamptz` with microseconds. The program writes them from its clock; the defaults are for hands.
--   * Identifiers are UUIDs that the program makes (version 7, so that new rows sit side by side in the indexes).
--   * Texts are `text`. Lengths that people are told of count characters as they see them, which SQL cannot; the
--     domain judges them, and caps a text at 32 bytes a character. The CHECKs here repeat that cap, no more.
--   * A constraint that a program may run into has a name: adapters tell races apart by it.
--   * Every foreign key has an index that begins with it, or deleting what it names would read the whole table.

-- Trusted: the owner of a database may create it. `down.sql` leaves it, since others may use it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE users (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    email text NOT NULL CHECK (octet_length(email) BETWEEN 3 AND 320),
    -- Whether a service vouched for the address. Administrators are found by verified addresses alone.
    email_verified boolean NOT NULL DEFAULT false,
    username text NOT NULL CONSTRAINT users_username_format CHECK (username ~ '^[a-z0-9_]{2,30}$'),
    display_name text NOT NULL CHECK (octet_length(display_name) BETWEEN 1 AND 32 * 100),
    bio text CHECK (octet_length(bio) <= 32 * 500),
    location text CHECK (octet_length(location) <= 32 * 100),
    website_url text CHECK (octet_length(website_url) <= 32 * 255),
    twitter_handle text CHECK (octet_length(twitter_handle) <= 32 * 15),
    github_username text CHECK (octet_length(github_username) <= 32 * 255),
    -- Without a limit: rows of the earlier backend hold whole pictures as data URLs.
    avatar_url text,
    banner_url text,
    is_verified boolean NOT NULL DEFAULT false,
    has_onboarded boolean NOT NULL DEFAULT false,
    message_privacy text NOT NULL DEFAULT 'everyone'
        CHECK (message_privacy IN ('everyone', 'followers', 'following')),
    developer_score integer NOT NULL DEFAULT 0 CHECK (developer_score >= 0),
    developer_score_updated_at timestamptz,
    github_stats jsonb,
    -- Kept by triggers on `follows`.
    followers_count bigint NOT NULL DEFAULT 0 CHECK (followers_count >= 0),
    following_count bigint NOT NULL DEFAULT 0 CHECK (following_count >= 0),
    -- Suspended from `suspended_at` on, until `suspended_until`, or for good where that is null.
    suspended_at timestamptz,
    suspended_until timestamptz,
    suspension_reason text,
    -- Tokens issued before this moment are worth nothing: how all of a person's tokens end at once.
    tokens_valid_after timestamptz,
    inserted_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    search_vector tsvector NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('english', username), 'A')
        || setweight(to_tsvector('english', display_name), 'A')
        || setweight(to_tsvector('english', coalesce(bio, '')), 'B')
    ) STORED,
    CONSTRAINT users_suspension_whole
        CHECK (suspended_at IS NOT NULL OR (suspended_until IS NULL AND suspension_reason IS NULL))
);

-- The format allows lower case alone, so this is the same as unique over lower(username), and lookups by
-- `username = $1` or `= ANY($1)` use it as it stands.
CREATE UNIQUE INDEX users_username_key ON users (username);
CREATE UNIQUE INDEX users_email_key ON users (lower(email));
CREATE INDEX users_newest ON users (inserted_at DESC, id DESC);
CREATE INDEX users_most_followed ON users (followers_count DESC, inserted_at DESC, id DESC);
CREATE INDEX users_best_developers ON users (developer_score DESC, id DESC) WHERE developer_score > 0;
CREATE INDEX users_search ON users USING gin (search_vector);
CREATE INDEX users_username_trigrams ON users USING gin (username gin_trgm_ops);
CREATE INDEX users_display_name_trigrams ON users USING gin (display_name gin_trgm_ops);
-- For the administrators' search.
CREATE INDEX users_email_trigrams ON users USING gin (email gin_trgm_ops);

-- Who a person is at another service. Tokens are sealed by the program; the database never sees them in clear.
CREATE TABLE oauth_accounts (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    provider text NOT NULL CHECK (provider ~ '^[a-z0-9_-]{1,32}$'),
    -- The identifier there, which never changes.
    provider_user_id text NOT NULL CHECK (octet_length(provider_user_id) BETWEEN 1 AND 1024),
    -- The login there, which its owner can change.
    provider_login text,
    provider_email text,
    access_token_sealed bytea,
    refresh_token_sealed bytea,
    -- What the token allows, in the service's own words.
    scopes text,
    expires_at timestamptz,
    -- Since when the service refuses the token. Signing in again heals it.
    broken_at timestamptz,
    inserted_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT oauth_accounts_identity_key UNIQUE (provider, provider_user_id)
);
CREATE INDEX oauth_accounts_of_user ON oauth_accounts (user_id, provider);

-- Tokens that ended before their time. A row is of no use once the token would have expired by itself.
CREATE TABLE revoked_tokens (
    jti text PRIMARY KEY CHECK (octet_length(jti) BETWEEN 1 AND 255),
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    expires_at timestamptz NOT NULL,
    inserted_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX revoked_tokens_of_user ON revoked_tokens (user_id);
CREATE INDEX revoked_tokens_expiry ON revoked_tokens (expires_at);

-- One-time codes that a client exchanges for a token. Only their hash is kept.
CREATE TABLE login_codes (
    code_hash bytea PRIMARY KEY CHECK (octet_length(code_hash) BETWEEN 16 AND 64),
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    expires_at timestamptz NOT NULL,
    inserted_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX login_codes_of_user ON login_codes (user_id);
CREATE INDEX login_codes_expiry ON login_codes (expires_at);
