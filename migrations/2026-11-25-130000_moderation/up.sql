-- What is known of pictures, by the SHA-256 of their bytes. No picture is kept here, and none has to be: the hash alone
-- says which one is meant.
CREATE TABLE moderation_verdicts (
    sha256 bytea PRIMARY KEY CHECK (octet_length(sha256) = 32),
    safe boolean NOT NULL,
    reason text CHECK (char_length(reason) <= 200),
    model text NOT NULL CHECK (char_length(model) BETWEEN 1 AND 200),
    created_at timestamptz NOT NULL,
    CONSTRAINT safe_pictures_need_no_reason CHECK (NOT (safe AND reason IS NOT NULL))
);

-- For whatever forgets old verdicts.
CREATE INDEX moderation_verdicts_created_at ON moderation_verdicts (created_at);

-- Pictures that this service made itself, which are not judged when they come back in a while.
CREATE TABLE generated_images (
    sha256 bytea PRIMARY KEY CHECK (octet_length(sha256) = 32),
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    expires_at timestamptz NOT NULL
);

CREATE INDEX generated_images_user_id ON generated_images (user_id);
CREATE INDEX generated_images_expires_at ON generated_images (expires_at);
