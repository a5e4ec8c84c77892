DROP TRIGGER gigs_words_changed ON gigs;
DROP TRIGGER gigs_words_gone ON gigs;
DROP TRIGGER projects_words_changed ON projects;
DROP TRIGGER projects_words_gone ON projects;
DROP TRIGGER posts_words_changed ON posts;
DROP TRIGGER posts_words_gone ON posts;
DROP FUNCTION mark_changed_words();
DROP FUNCTION mark_gone_words();
DROP TABLE search_word_marks;
