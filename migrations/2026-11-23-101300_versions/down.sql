DROP TRIGGER comments_version ON comments;
DROP TRIGGER posts_version ON posts;
DROP TRIGGER projects_version ON projects;
DROP TRIGGER users_version ON users;
ALTER TABLE comments DROP COLUMN version;
ALTER TABLE posts DROP COLUMN version;
ALTER TABLE projects DROP COLUMN version;
ALTER TABLE users DROP COLUMN version;
DROP FUNCTION count_version();
