-- Says how projects trend, into a table that is empty: the formula of the domain's `Trend::score`, whose constants are bound.
-- $1 the moment, $2 since when a project can trend, $3 the gravity, $4 what each sign of care adds, $5 how many characters
-- make a text long, $6 and $7 when right now began and when all that is looked at, $8 the most that velocity multiplies by.
-- Index: projects_published, engagement_hourly_hours; project_images_of_project, project_tech_stacks_pkey.
WITH hours AS MATERIALIZED (
    SELECT h.project_id,
        sum((h.likes + h.comments + h.reposts + h.bookmarks)
            * least(greatest(extract(epoch FROM h.hour_bucket + interval '1 hour' - $6)::float8 / 3600, 0), 1)) AS recent,
        sum((h.likes + h.comments + h.reposts + h.bookmarks)
            * least(greatest(extract(epoch FROM h.hour_bucket + interval '1 hour' - $7)::float8 / 3600, 0), 1)) AS total
    FROM engagement_hourly h
    WHERE h.project_id IS NOT NULL AND h.hour_bucket > $7 - interval '1 hour' AND h.hour_bucket <= $1
    GROUP BY h.project_id
)
INSERT INTO project_trends (project_id, score, at)
SELECT j.id,
    j.engagement_score
        * (1 + $4 * (EXISTS (SELECT FROM project_images i WHERE i.project_id = j.id)::int
            + (char_length(j.description) > $5)::int
            + EXISTS (SELECT FROM project_tech_stacks x WHERE x.project_id = j.id)::int))
        / power(greatest(extract(epoch FROM $1 - j.published_at)::float8, 0) / 3600 + 2, $3)
        * least(1 + coalesce(hours.recent / (hours.total - hours.recent + 1), 0), $8),
    j.published_at
FROM projects j
LEFT JOIN hours ON hours.project_id = j.id
WHERE j.status = 'published' AND j.published_at > $2 AND j.published_at <= $1
