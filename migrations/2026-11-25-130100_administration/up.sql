-- What administrators did: who, what, to what, when. Rows are added and never changed or taken away, and so they hold
-- nothing that people wrote of themselves, and no foreign keys: they outlive accounts and things.
CREATE TABLE admin_audit (
    id uuid PRIMARY KEY,
    actor_id uuid NOT NULL,
    action text NOT NULL CHECK (action ~ '^[a-z]{1,30}\.[a-z]{1,30}$'),
    subject_type text NOT NULL CHECK (subject_type ~ '^[a-z]{1,30}$'),
    subject_id text CHECK (octet_length(subject_id) BETWEEN 1 AND 100),
    -- An object of texts.
    details jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(details) = 'object'),
    inserted_at timestamptz NOT NULL
);
CREATE INDEX admin_audit_newest ON admin_audit (inserted_at DESC, id DESC);
CREATE INDEX admin_audit_of_actor ON admin_audit (actor_id, inserted_at DESC, id DESC);
CREATE INDEX admin_audit_of_subject ON admin_audit (subject_id, inserted_at DESC, id DESC) WHERE subject_id IS NOT NULL;

CREATE FUNCTION refuse_rewriting_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what is written in % stays', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER admin_audit_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON admin_audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting_history();

-- Whose turn it is to do what only one may do at a time, over all nodes. A turn that nobody gives back ends by itself.
CREATE TABLE admin_turns (
    what text PRIMARY KEY CHECK (what ~ '^[a-z_]{1,50}$'),
    holder uuid NOT NULL,
    expires_at timestamptz NOT NULL
);
