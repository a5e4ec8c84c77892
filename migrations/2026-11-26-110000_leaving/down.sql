CREATE OR REPLACE VIEW active_users AS
    SELECT
        id, email, email_verified, username, display_name, bio, location, website_url, twitter_handle, github_username,
        avatar_url, banner_url, is_verified, has_onboarded, message_privacy, developer_score,
        developer_score_updated_at, github_stats, followers_count, following_count, suspended_at, suspended_until,
        suspension_reason, tokens_valid_after, inserted_at, updated_at, search_vector
    FROM users
    WHERE suspended_at IS NULL OR suspended_until <= now();
ALTER TABLE users DROP COLUMN leaves_at;
