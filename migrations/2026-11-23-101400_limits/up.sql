-- How often people did, in the present window, what may be done only so often.
--
-- One row for each person and limit, which the first use of a new window starts anew: the table does not grow with time,
-- and an update touches no index. Logged, because counts that a crash forgets are not exact.
CREATE TABLE limit_windows (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    policy text NOT NULL CHECK (policy ~ '^[a-z-]{1,30}$'),
    starts_at timestamptz NOT NULL,
    used integer NOT NULL,
    quota integer NOT NULL,
    PRIMARY KEY (user_id, policy),
    -- Undoes a statement that takes from several limits when one of them is used up.
    CONSTRAINT limit_not_exceeded CHECK (used BETWEEN 0 AND quota)
) WITH (fillfactor = 70);
