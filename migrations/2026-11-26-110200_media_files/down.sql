DROP TRIGGER users_files_noted ON users;
DROP TRIGGER project_images_file_noted ON project_images;
DROP TRIGGER post_media_file_noted ON post_media;
DROP FUNCTION note_media_file();
ALTER TABLE users DROP COLUMN banner_file, DROP COLUMN avatar_file;
ALTER TABLE project_images DROP COLUMN file;
ALTER TABLE post_media DROP COLUMN file;
DROP FUNCTION media_name(text);
DROP TABLE media_files;
