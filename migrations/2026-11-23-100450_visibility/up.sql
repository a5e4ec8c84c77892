-- Who sees whose things: the one piece of SQL that every list shares. A query joins `active_users` in the place of
-- `users`, and leaves out authors that `hidden_people` names for its viewer:
--
--     JOIN active_users u ON u.id = p.user_id
--     ... AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $viewer AND h.author_id = u.id)
--
-- Both are plain views, so the planner looks through them and uses the tables' indexes.

-- People whose content is shown: all but the suspended. A suspension that has run out is over without anybody's doing.
-- A view has the columns that its table had when it was made: a migration that adds one which a list needs makes the
-- view anew.
CREATE VIEW active_users AS
    SELECT * FROM users WHERE suspended_at IS NULL OR suspended_until <= now();

-- Whose things a viewer does not see: a block works both ways, a mute only for the one who muted.
CREATE VIEW hidden_people AS
    SELECT blocker_id AS viewer_id, blocked_id AS author_id FROM blocks
    UNION ALL
    SELECT blocked_id, blocker_id FROM blocks
    UNION ALL
    SELECT muter_id, muted_id FROM mutes;
