-- Two more orders that are made ahead of the request, together with each snapshot of the for-you ranking: what is liked
-- most, and how projects trend. What is not in them stands behind them by its time. The items themselves have no index on
-- what is counted, so that counting stays cheap (see the migration `content`).
CREATE UNLOGGED TABLE feed_liked (
    item_id uuid PRIMARY KEY,
    kind smallint NOT NULL CHECK (kind IN (0, 1)),
    likes bigint NOT NULL CHECK (likes > 0),
    at timestamptz NOT NULL
);
CREATE INDEX feed_liked_ranked ON feed_liked (kind, likes, at, item_id);

CREATE UNLOGGED TABLE project_trends (
    project_id uuid PRIMARY KEY,
    score double precision NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX project_trends_ranked ON project_trends (score, at, project_id);
