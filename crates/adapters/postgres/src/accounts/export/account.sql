-- The account. $1 the person, $2 and $3 behind which row, $4 how many: there is one. No sealed token is read.
-- Indexes: the primary keys, oauth_accounts_of_user, revoked_tokens_of_user, sent_mails_of_topic.
SELECT u.inserted_at, u.id, json_build_object(
    'id', u.id,
    'email', u.email,
    'email_verified', u.email_verified,
    'username', u.username,
    'display_name', u.display_name,
    'bio', u.bio,
    'location', u.location,
    'website_url', u.website_url,
    'twitter_handle', u.twitter_handle,
    'github_username', u.github_username,
    'avatar_url', u.avatar_url,
    'banner_url', u.banner_url,
    'is_verified', u.is_verified,
    'has_onboarded', u.has_onboarded,
    'message_privacy', u.message_privacy,
    'developer_score', u.developer_score,
    'developer_score_updated_at', u.developer_score_updated_at,
    'github_stats', u.github_stats,
    'followers_count', u.followers_count,
    'following_count', u.following_count,
    'suspended_at', u.suspended_at,
    'suspended_until', u.suspended_until,
    'suspension_reason', u.suspension_reason,
    'tokens_valid_after', u.tokens_valid_after,
    'leaves_at', u.leaves_at,
    'inserted_at', u.inserted_at,
    'updated_at', u.updated_at,
    'favorite_tools', (
        SELECT coalesce(json_agg(t.name ORDER BY t.name), '[]')
        FROM user_favorite_tools x JOIN ai_tools t ON t.id = x.ai_tool_id WHERE x.user_id = u.id
    ),
    'tech_stacks', (
        SELECT coalesce(json_agg(t.name ORDER BY t.name), '[]')
        FROM user_tech_stacks x JOIN tech_stacks t ON t.id = x.tech_stack_id WHERE x.user_id = u.id
    ),
    'identities', (
        SELECT coalesce(json_agg(json_build_object(
            'provider', o.provider,
            'provider_user_id', o.provider_user_id,
            'login', o.provider_login,
            'email', o.provider_email,
            'scopes', o.scopes,
            'expires_at', o.expires_at,
            'refused_since', o.broken_at,
            'inserted_at', o.inserted_at,
            'updated_at', o.updated_at
        ) ORDER BY o.inserted_at, o.id), '[]')
        FROM oauth_accounts o WHERE o.user_id = u.id
    ),
    'unwanted_emails', (
        SELECT coalesce(json_agg(json_build_object('kind', r.kind, 'since', r.inserted_at) ORDER BY r.kind), '[]')
        FROM mail_refusals r WHERE r.user_id = u.id
    ),
    'sent_emails', (
        SELECT coalesce(json_agg(json_build_object('kind', s.kind, 'sent_at', s.sent_at) ORDER BY s.sent_at, s.id), '[]')
        FROM sent_mails s WHERE s.user_id = u.id
    ),
    'ended_sessions', (
        SELECT coalesce(json_agg(json_build_object(
            'token_id', r.jti, 'ended_at', r.inserted_at, 'would_have_ended_at', r.expires_at
        ) ORDER BY r.inserted_at, r.jti), '[]')
        FROM revoked_tokens r WHERE r.user_id = u.id
    ),
    'limits', (
        SELECT coalesce(json_agg(json_build_object(
            'policy', l.policy, 'starts_at', l.starts_at, 'used', l.used, 'quota', l.quota
        ) ORDER BY l.policy), '[]')
        FROM limit_windows l WHERE l.user_id = u.id
    )
)::text
FROM users u
WHERE u.id = $1 AND (u.inserted_at, u.id) > ($2, $3)
LIMIT $4
