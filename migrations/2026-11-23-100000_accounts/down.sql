DROP TABLE login_codes;
DROP TABLE revoked_tokens;
DROP TABLE oauth_accounts;
DROP TABLE users;
