-- People who want their account deleted. It is hidden at once, as that of somebody suspended, and erased when its days of
-- grace are over: until then its owner can come back by signing in.

-- When it is to be erased; null for everybody who stays.
ALTER TABLE users ADD COLUMN leaves_at timestamptz;
CREATE INDEX users_leaving ON users (leaves_at, id) WHERE leaves_at IS NOT NULL;

-- As in the migration `visibility`, with the same columns.
CREATE OR REPLACE VIEW active_users AS
    SELECT
        id, email, email_verified, username, display_name, bio, location, website_url, twitter_handle, github_username,
        avatar_url, banner_url, is_verified, has_onboarded, message_privacy, developer_score,
        developer_score_updated_at, github_stats, followers_count, following_count, suspended_at, suspended_until,
        suspension_reason, tokens_valid_after, inserted_at, updated_at, search_vector
    FROM users
    WHERE leaves_at IS NULL AND (suspended_at IS NULL OR suspended_until <= now());
