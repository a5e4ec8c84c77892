-- Work that is done apart from requests, at least once each, by any node.
--
-- A job is enqueued in the transaction of its cause. Nodes take as many as they have room for (FOR UPDATE SKIP LOCKED),
-- run them without a transaction open, and settle what became of them in batches. A row stays for some days after its
-- end, so that people can see what happened.
CREATE TABLE jobs (
    id uuid PRIMARY KEY,
    state text NOT NULL CONSTRAINT jobs_state_known CHECK (
        state IN ('available', 'scheduled', 'executing', 'retryable', 'completed', 'discarded', 'cancelled')
    ),
    queue text NOT NULL CHECK (queue ~ '^[a-z_]{1,50}$'),
    kind text NOT NULL CHECK (kind ~ '^[a-z_]{1,100}$'),
    args jsonb NOT NULL,
    -- What went wrong, oldest first: [{"at", "attempt", "error"}].
    errors jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(errors) = 'array'),
    -- How often it was begun, the present time included.
    attempt integer NOT NULL DEFAULT 0,
    max_attempts integer NOT NULL CHECK (max_attempts > 0),
    -- Smaller comes first.
    priority integer NOT NULL,
    -- At most one job of a kind holds a key (see `jobs_unique_key`).
    unique_key text CHECK (octet_length(unique_key) BETWEEN 1 AND 400),
    -- A completed job holds its key until then, by the program's clock, and longer if nobody asks for it.
    unique_until timestamptz,
    -- By the program's clock.
    scheduled_at timestamptz NOT NULL,
    -- By the clock of the database.
    attempted_at timestamptz,
    -- The node that runs it, or ran it last.
    attempted_by uuid,
    finished_at timestamptz,
    inserted_at timestamptz NOT NULL,
    CONSTRAINT jobs_attempts CHECK (attempt >= 0),
    CONSTRAINT jobs_executing_somewhere CHECK (state <> 'executing' OR (attempted_by IS NOT NULL AND attempted_at IS NOT NULL)),
    CONSTRAINT jobs_finished_whole CHECK ((finished_at IS NOT NULL) = (state IN ('completed', 'discarded', 'cancelled')))
-- Rows change state several times in their life, each time in another index: what is left behind has to go soon.
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);

CREATE INDEX jobs_next ON jobs (queue, priority, scheduled_at, id) WHERE state = 'available';
CREATE INDEX jobs_due ON jobs (scheduled_at) WHERE state IN ('scheduled', 'retryable');
CREATE INDEX jobs_executing ON jobs (attempted_by) WHERE state = 'executing';
CREATE INDEX jobs_finished ON jobs (finished_at) WHERE finished_at IS NOT NULL;
-- For whoever looks for what failed among millions that did not.
CREATE INDEX jobs_failed ON jobs (state, id) WHERE state IN ('retryable', 'discarded', 'cancelled');
-- Decides who enqueues a unique job: the first one, however many try at the same moment.
CREATE UNIQUE INDEX jobs_unique_key ON jobs (kind, unique_key) WHERE unique_key IS NOT NULL AND (
    state IN ('available', 'scheduled', 'executing', 'retryable') OR (state = 'completed' AND unique_until IS NOT NULL)
);

-- Who is there to run jobs. A node that has not been seen for a while is dead, and what it held is given to others.
CREATE TABLE job_nodes (
    id uuid PRIMARY KEY,
    -- By the clock of the database, which all nodes share.
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- When an entry of the schedule was enqueued last: one node of many does it for each moment.
CREATE TABLE job_ticks (
    name text PRIMARY KEY CHECK (name ~ '^[a-z_]{1,100}$'),
    -- The moment that was due, by the schedule, which is the same on all nodes.
    due_at timestamptz NOT NULL
);
