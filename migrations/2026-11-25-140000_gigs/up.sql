-- Gigs: work that somebody wants done, what others ask for it, who is hired, and what both say of each other afterwards.
--
-- The rules are the domain's. What is here holds whoever writes: a hired bid is an accepted one of the same gig, no bid
-- waits on a gig that is not open, states only go forward, and nobody reviews what is not completed. A unit of work
-- locks the gig before its bids, and both after people (see the migration `counters`).

CREATE TABLE gigs (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    title text NOT NULL CONSTRAINT gigs_title_length CHECK (octet_length(title) BETWEEN 1 AND 32 * 200),
    description text NOT NULL
        CONSTRAINT gigs_description_length CHECK (octet_length(description) BETWEEN 1 AND 32 * 10000),
    -- In hundredths of the currency's unit.
    budget_min bigint CONSTRAINT gigs_budget_min_range CHECK (budget_min BETWEEN 1 AND 10000000000),
    budget_max bigint CONSTRAINT gigs_budget_max_range CHECK (budget_max BETWEEN 1 AND 10000000000),
    currency text NOT NULL DEFAULT 'USD' CONSTRAINT gigs_currency_form CHECK (currency ~ '^[A-Z]{3}$'),
    deadline date,
    status text NOT NULL DEFAULT 'open'
        CONSTRAINT gigs_status_known CHECK (status IN ('open', 'in_progress', 'completed', 'cancelled')),
    -- The bid that was accepted. Null once more when its bidder's account is gone.
    hired_bid_id uuid,
    -- Bids that are not withdrawn. Kept by triggers on `bids`.
    bids_count bigint NOT NULL DEFAULT 0 CONSTRAINT gigs_bids_count_positive CHECK (bids_count >= 0),
    -- Kept by a trigger on `gig_views`.
    views_count bigint NOT NULL DEFAULT 0 CONSTRAINT gigs_views_count_positive CHECK (views_count >= 0),
    -- The names of its tools and stacks, for the search. Kept by triggers on what names them.
    tag_words text NOT NULL DEFAULT '',
    version bigint NOT NULL DEFAULT 1 CONSTRAINT gigs_version_positive CHECK (version > 0),
    inserted_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    search_vector tsvector NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('english', title), 'A')
        || setweight(to_tsvector('english', description), 'B')
        || setweight(to_tsvector('english', tag_words), 'C')
    ) STORED,
    CONSTRAINT gigs_budget_in_order CHECK (budget_min <= budget_max),
    CONSTRAINT gigs_hired_once_under_way CHECK (hired_bid_id IS NULL OR status IN ('in_progress', 'completed'))
) WITH (fillfactor = 85);
CREATE INDEX gigs_newest ON gigs (status, inserted_at DESC, id DESC);
-- For a list of every status.
CREATE INDEX gigs_newest_of_all ON gigs (inserted_at DESC, id DESC);
CREATE INDEX gigs_of_user ON gigs (user_id, inserted_at DESC, id DESC);
CREATE INDEX gigs_hired_bid ON gigs (hired_bid_id, id) WHERE hired_bid_id IS NOT NULL;
CREATE INDEX gigs_search ON gigs USING gin (search_vector);
CREATE INDEX gigs_title_trigrams ON gigs USING gin (title gin_trgm_ops);
CREATE INDEX gigs_description_trigrams ON gigs USING gin (description gin_trgm_ops);

CREATE TABLE bids (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    gig_id uuid NOT NULL REFERENCES gigs ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    -- In hundredths of the currency's unit.
    amount bigint NOT NULL CONSTRAINT bids_amount_range CHECK (amount BETWEEN 1 AND 10000000000),
    currency text NOT NULL DEFAULT 'USD' CONSTRAINT bids_currency_form CHECK (currency ~ '^[A-Z]{3}$'),
    delivery_days integer NOT NULL CONSTRAINT bids_delivery_days_range CHECK (delivery_days BETWEEN 1 AND 365),
    proposal text NOT NULL
        CONSTRAINT bids_proposal_length CHECK (octet_length(proposal) BETWEEN 50 AND 32 * 2000),
    status text NOT NULL DEFAULT 'pending'
        CONSTRAINT bids_status_known CHECK (status IN ('pending', 'accepted', 'rejected', 'withdrawn')),
    inserted_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT bids_gig_user_unique_index UNIQUE (gig_id, user_id),
    -- For the foreign key of `gigs`, which so cannot name another gig's bid.
    CONSTRAINT bids_of_gig UNIQUE (id, gig_id)
) WITH (fillfactor = 90);
CREATE UNIQUE INDEX bids_one_accepted ON bids (gig_id) WHERE status = 'accepted';
CREATE INDEX bids_newest ON bids (gig_id, inserted_at DESC, id DESC);
CREATE INDEX bids_of_user ON bids (user_id, inserted_at DESC, id DESC);
CREATE TRIGGER bids_stay BEFORE UPDATE OF id, gig_id, user_id ON bids
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_moving_rows();

-- Two constraints, because before PostgreSQL 15 a foreign key over two columns sets both to null or neither: the first
-- lets go of a bid that is gone, the second, which waits for it, ties the bid to this gig.
ALTER TABLE gigs
    ADD CONSTRAINT gigs_hired_bid_fkey FOREIGN KEY (hired_bid_id) REFERENCES bids ON DELETE SET NULL,
    ADD CONSTRAINT gigs_hired_bid_of_gig FOREIGN KEY (hired_bid_id, id) REFERENCES bids (id, gig_id)
        DEFERRABLE INITIALLY DEFERRED;

CREATE TABLE gig_reviews (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    gig_id uuid NOT NULL REFERENCES gigs ON DELETE CASCADE,
    reviewer_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    reviewee_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    rating integer NOT NULL CONSTRAINT gig_reviews_rating_range CHECK (rating BETWEEN 1 AND 5),
    content text CONSTRAINT gig_reviews_content_length CHECK (octet_length(content) BETWEEN 1 AND 32 * 1000),
    review_type text NOT NULL CONSTRAINT gig_reviews_type_known
        CHECK (review_type IN ('client_to_freelancer', 'freelancer_to_client')),
    inserted_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT gig_reviews_gig_reviewer_unique_index UNIQUE (gig_id, reviewer_id),
    -- One in each direction, whoever is meant.
    CONSTRAINT gig_reviews_one_each_way UNIQUE (gig_id, review_type),
    CONSTRAINT gig_reviews_never_of_oneself CHECK (reviewer_id <> reviewee_id)
);
CREATE INDEX gig_reviews_by_reviewer ON gig_reviews (reviewer_id);
-- The rating rides along, so that an average is read from the index alone.
CREATE INDEX gig_reviews_of_person ON gig_reviews (reviewee_id, inserted_at DESC, id DESC) INCLUDE (rating);

CREATE TABLE gig_ai_tools (
    gig_id uuid NOT NULL REFERENCES gigs ON DELETE CASCADE,
    ai_tool_id uuid NOT NULL REFERENCES ai_tools ON DELETE CASCADE,
    PRIMARY KEY (gig_id, ai_tool_id)
);
CREATE INDEX gig_ai_tools_by_tool ON gig_ai_tools (ai_tool_id, gig_id);

CREATE TABLE gig_tech_stacks (
    gig_id uuid NOT NULL REFERENCES gigs ON DELETE CASCADE,
    tech_stack_id uuid NOT NULL REFERENCES tech_stacks ON DELETE CASCADE,
    PRIMARY KEY (gig_id, tech_stack_id)
);
CREATE INDEX gig_tech_stacks_by_stack ON gig_tech_stacks (tech_stack_id, gig_id);

-- Who looked at which gig on which day (UTC). Rows are worth nothing after their day; jobs will prune them.
CREATE TABLE gig_views (
    gig_id uuid NOT NULL REFERENCES gigs ON DELETE CASCADE,
    -- A hash of the gig, the day and who looked (an account, or an address and a browser): keys of other gigs and days
    -- cannot be put beside it.
    viewer_key bytea NOT NULL CONSTRAINT gig_views_key_length CHECK (octet_length(viewer_key) = 32),
    day date NOT NULL,
    PRIMARY KEY (gig_id, viewer_key, day)
);
CREATE INDEX gig_views_by_day ON gig_views (day);

-- ## What the tables hold by themselves

CREATE TRIGGER gigs_version BEFORE UPDATE OF title, description, status, hired_bid_id, updated_at ON gigs
    FOR EACH ROW EXECUTE FUNCTION count_version();

CREATE FUNCTION refuse_gig_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE check_violation USING
        MESSAGE = format('a gig does not go from %s to %s', OLD.status, NEW.status),
        TABLE = 'gigs', CONSTRAINT = 'gigs_status_goes_forward';
END
$$;
CREATE TRIGGER gigs_status_goes_forward BEFORE UPDATE OF status ON gigs FOR EACH ROW
    WHEN (OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN (
        ('open', 'in_progress'), ('open', 'cancelled'), ('in_progress', 'completed')
    ))
    EXECUTE FUNCTION refuse_gig_step();

-- Judged at the end of a transaction, when gig and bids have both been written. It sees what others committed, and they
-- had to wait: whoever writes a bid that counts has locked the gig by then (`count_bids`).
CREATE FUNCTION judge_gig() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    judged uuid;
BEGIN
    IF TG_TABLE_NAME = 'gigs' THEN
        judged := NEW.id;
    ELSE
        judged := NEW.gig_id;
    END IF;
    IF EXISTS (
        SELECT FROM gigs AS g JOIN bids AS b ON b.gig_id = g.id
        WHERE g.id = judged AND (
            (b.status = 'pending' AND g.status <> 'open')
            OR (b.status = 'accepted') <> (b.id IS NOT DISTINCT FROM g.hired_bid_id)
        )
    ) THEN
        RAISE check_violation USING
            MESSAGE = 'a bid waits on a gig that is not open, or is not the one that was hired',
            TABLE = TG_TABLE_NAME, CONSTRAINT = 'gigs_and_bids_agree';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER gigs_agree_with_bids AFTER UPDATE OF status, hired_bid_id ON gigs
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION judge_gig();
CREATE CONSTRAINT TRIGGER bids_agree_with_gig AFTER INSERT OR UPDATE OF status ON bids
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION judge_gig();

-- Completed is for good, so that looking once is enough.
CREATE FUNCTION refuse_early_review() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM gigs WHERE id = NEW.gig_id AND status = 'completed') THEN
        RAISE check_violation USING
            MESSAGE = 'a gig is reviewed once it is completed',
            TABLE = 'gig_reviews', CONSTRAINT = 'gig_reviews_after_completion';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER gig_reviews_after_completion BEFORE INSERT ON gig_reviews
    FOR EACH ROW EXECUTE FUNCTION refuse_early_review();
CREATE TRIGGER gig_reviews_stay BEFORE UPDATE OF id, gig_id, reviewer_id, reviewee_id, review_type ON gig_reviews
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_moving_rows();

-- ## Counters, as in the migration `counters`

-- Adds to the counters of gigs: two lists of one length.
CREATE FUNCTION add_to_bids_count(gig_ids uuid[], steps bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM gigs WHERE id = ANY(gig_ids) ORDER BY id FOR NO KEY UPDATE;
    UPDATE gigs AS target SET bids_count = target.bids_count + tally.step
    FROM unnest(gig_ids, steps) AS tally (id, step)
    WHERE target.id = tally.id;
END
$$;

CREATE FUNCTION count_bids() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    gig_ids uuid[];
    steps bigint[];
BEGIN
    SELECT array_agg(gig_id), array_agg(step) INTO gig_ids, steps FROM (
        SELECT gig_id, CASE TG_OP WHEN 'INSERT' THEN count(*) ELSE -count(*) END AS step
        FROM changed WHERE status <> 'withdrawn' GROUP BY gig_id
    ) AS tally;
    IF gig_ids IS NOT NULL THEN
        PERFORM add_to_bids_count(gig_ids, steps);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER bids_counted_in AFTER INSERT ON bids REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_bids();
CREATE TRIGGER bids_counted_out AFTER DELETE ON bids REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_bids();

-- A bid that is withdrawn, or placed again.
CREATE FUNCTION recount_changed_bids() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    gig_ids uuid[];
    steps bigint[];
BEGIN
    SELECT array_agg(gig_id), array_agg(step) INTO gig_ids, steps FROM (
        SELECT after.gig_id, sum(CASE after.status WHEN 'withdrawn' THEN -1 ELSE 1 END) AS step
        FROM before JOIN after USING (id)
        WHERE (before.status = 'withdrawn') <> (after.status = 'withdrawn')
        GROUP BY after.gig_id
    ) AS tally;
    IF gig_ids IS NOT NULL THEN
        PERFORM add_to_bids_count(gig_ids, steps);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER bids_recounted AFTER UPDATE ON bids REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION recount_changed_bids();

-- Views count what was seen: pruning rows takes none away.
CREATE FUNCTION count_gig_views() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM gigs WHERE id IN (SELECT gig_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    UPDATE gigs AS target SET views_count = target.views_count + tally.views
    FROM (SELECT gig_id, count(*) AS views FROM changed GROUP BY gig_id) AS tally
    WHERE target.id = tally.gig_id;
    RETURN NULL;
END
$$;
CREATE TRIGGER gig_views_counted AFTER INSERT ON gig_views REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_gig_views();

-- The words that a gig is found by besides its own. A generated column cannot look into other tables.
CREATE FUNCTION note_gig_tags() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM gigs WHERE id IN (SELECT gig_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    UPDATE gigs AS target SET tag_words = coalesce((
        SELECT string_agg(name, ' ' ORDER BY name)
        FROM (
            SELECT t.name FROM gig_ai_tools AS x JOIN ai_tools AS t ON t.id = x.ai_tool_id WHERE x.gig_id = target.id
            UNION ALL
            SELECT t.name FROM gig_tech_stacks AS x JOIN tech_stacks AS t ON t.id = x.tech_stack_id
            WHERE x.gig_id = target.id
        ) AS names
    ), '')
    WHERE target.id IN (SELECT gig_id FROM changed);
    RETURN NULL;
END
$$;
DO $migration$
DECLARE
    tagging text;
BEGIN
    FOREACH tagging IN ARRAY ARRAY['gig_ai_tools', 'gig_tech_stacks'] LOOP
        EXECUTE format(
            'CREATE TRIGGER %I AFTER INSERT ON %I REFERENCING NEW TABLE AS changed '
            'FOR EACH STATEMENT EXECUTE FUNCTION note_gig_tags()', tagging || '_noted_in', tagging);
        EXECUTE format(
            'CREATE TRIGGER %I AFTER DELETE ON %I REFERENCING OLD TABLE AS changed '
            'FOR EACH STATEMENT EXECUTE FUNCTION note_gig_tags()', tagging || '_noted_out', tagging);
    END LOOP;
END
$migration$;
