-- Writes that came with a key of the caller's (`Idempotency-Key`), and what was answered.
--
-- A row begins as a claim: it is there, committed, before the request does anything, and its owner renews the lease for
-- as long as the request runs. The answer is written in the transaction of the effect, by the owner alone: an owner
-- whose lease ran out and whose key somebody else has taken over finds no row, and its effect is undone. A process
-- that dies leaves a claim whose lease ends, and no effect.
CREATE TABLE retries (
    -- Who sent it. All zeros for whoever is not signed in; the key then holds the request's hash too. Names no account:
    -- a row is worth nothing after a day, and an account's deletion is a request like any other.
    caller uuid NOT NULL,
    key text NOT NULL CHECK (octet_length(key) BETWEEN 1 AND 400),
    -- SHA-256 of method, path, query and body.
    request bytea NOT NULL CHECK (octet_length(request) = 32),
    -- The attempt that may write the answer.
    owner uuid NOT NULL,
    -- By the clock of the database, which all nodes share.
    leased_until timestamptz NOT NULL,
    -- By the program's clock: from then on the key may be used anew. Jobs will prune such rows.
    expires_at timestamptz NOT NULL,
    -- The answer, all three or none.
    status integer CHECK (status BETWEEN 200 AND 499),
    headers jsonb,
    body bytea,
    PRIMARY KEY (caller, key),
    CONSTRAINT retries_answer_whole CHECK (num_nonnulls(status, headers, body) IN (0, 3))
);
CREATE INDEX retries_expiry ON retries (expires_at);
