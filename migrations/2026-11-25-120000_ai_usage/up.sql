-- What calls of models cost: for whom, for what, by which model. What was asked and answered is not kept.
--
-- Only added to, and read by the administrator. Whoever leaves takes their name out; what it cost stays.
CREATE TABLE ai_usage (
    id bigint GENERATED ALWAYS AS IDENTITY,
    user_id uuid,
    purpose text NOT NULL,
    model text NOT NULL,
    prompt_tokens bigint NOT NULL,
    completion_tokens bigint NOT NULL,
    -- In US dollars; nothing where the service did not tell.
    cost_usd double precision,
    duration_ms bigint NOT NULL,
    outcome text NOT NULL,
    inserted_at timestamptz NOT NULL,
    CONSTRAINT ai_usage_pkey PRIMARY KEY (id),
    CONSTRAINT ai_usage_user_id_fkey FOREIGN KEY (user_id) REFERENCES users ON DELETE SET NULL,
    CONSTRAINT ai_usage_purpose_is_a_word CHECK (purpose ~ '^[a-z_]{1,40}$'),
    CONSTRAINT ai_usage_model_has_a_length CHECK (length(model) BETWEEN 1 AND 200),
    CONSTRAINT ai_usage_is_not_negative
        CHECK (prompt_tokens >= 0 AND completion_tokens >= 0 AND cost_usd >= 0 AND duration_ms >= 0),
    CONSTRAINT ai_usage_outcome_is_known CHECK (
        outcome IN
            ('answered', 'abandoned', 'moderated', 'limited', 'refused', 'timed_out', 'unavailable', 'malformed')
    )
);

-- The calls of one person, and the foreign key.
CREATE INDEX ai_usage_by_user ON ai_usage (user_id, inserted_at);
-- The calls since a time. They are added in the order of time, so that a summary of blocks is enough.
CREATE INDEX ai_usage_by_time ON ai_usage USING brin (inserted_at);
