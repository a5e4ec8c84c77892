-- Archives of all that is one person's, for that person alone. They lie here and not beside the pictures, which anybody
-- may read who knows a name; they go with the account, and by themselves after some days.

-- One a person at a time: asked for, and later made.
CREATE TABLE exports (
    user_id uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    requested_at timestamptz NOT NULL,
    -- Which of the attempts to make it came to its end. All of these or none.
    archive_id uuid,
    parts integer CONSTRAINT exports_parts_positive CHECK (parts > 0),
    size bigint CONSTRAINT exports_size_positive CHECK (size > 0),
    made_at timestamptz,
    expires_at timestamptz,
    CONSTRAINT exports_made_whole CHECK (num_nonnulls(archive_id, parts, size, made_at, expires_at) IN (0, 5))
);
CREATE INDEX exports_expiry ON exports (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX exports_unmade ON exports (requested_at) WHERE expires_at IS NULL;

-- The archive's bytes, in pieces, so that nobody has to hold all of them in memory.
CREATE TABLE export_parts (
    archive_id uuid NOT NULL,
    part integer NOT NULL CONSTRAINT export_parts_in_order CHECK (part >= 0),
    user_id uuid NOT NULL REFERENCES exports ON DELETE CASCADE,
    content bytea NOT NULL CONSTRAINT export_parts_content_length CHECK (octet_length(content) BETWEEN 1 AND 67108864),
    PRIMARY KEY (archive_id, part)
);
CREATE INDEX export_parts_of_user ON export_parts (user_id);

-- Who holds a link's secret may fetch the archive. Only its hash is kept: one link that was mailed, one that was handed
-- out over the interface, each until the next of its kind.
CREATE TABLE export_links (
    user_id uuid NOT NULL REFERENCES exports ON DELETE CASCADE,
    way text NOT NULL CONSTRAINT export_links_way_known CHECK (way IN ('mail', 'page')),
    token_hash bytea NOT NULL CONSTRAINT export_links_hash_length CHECK (octet_length(token_hash) = 32),
    PRIMARY KEY (user_id, way),
    CONSTRAINT export_links_token_key UNIQUE (token_hash)
);

-- What somebody saw, in the order of time: for the archive, and as before for the foreign key.
CREATE INDEX impressions_seen_by ON impressions (user_id, inserted_at, id) WHERE user_id IS NOT NULL;
DROP INDEX impressions_of_user;
