-- Who does not want which mail, and which mails went out.
--
-- Neither holds an address: a mail is written and addressed when it is sent.

-- Everybody wants everything until they say otherwise, so only what is not wanted has a row.
CREATE TABLE mail_refusals (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    kind text NOT NULL CONSTRAINT mail_refusals_kind_form CHECK (kind ~ '^[a-z_]{1,40}$'),
    inserted_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, kind)
);

-- One row a mail that a server has taken. It keeps a job that runs twice from sending twice, and a conversation from
-- being mailed about more than once an hour. Rows older than 30 days are of no use.
CREATE TABLE sent_mails (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    kind text NOT NULL CONSTRAINT sent_mails_kind_form CHECK (kind ~ '^[a-z_]{1,40}$'),
    -- What it was about, where there may be only so many mails about one thing.
    topic uuid,
    sent_at timestamptz NOT NULL
);
CREATE INDEX sent_mails_of_topic ON sent_mails (user_id, kind, topic, sent_at DESC);
CREATE INDEX sent_mails_age ON sent_mails (sent_at);
