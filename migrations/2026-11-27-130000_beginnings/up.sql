-- What begins with what somebody is typing, read in the order of the alphabet. Trigrams find it too, but only among all that
-- share the first letter or two, and those are very many.
CREATE INDEX projects_title_beginnings ON projects (lower(title) COLLATE "C") WHERE status = 'published';
CREATE INDEX gigs_title_beginnings ON gigs (lower(title) COLLATE "C") WHERE status = 'open';
CREATE INDEX users_username_beginnings ON users (username COLLATE "C");
CREATE INDEX users_display_name_beginnings ON users (lower(display_name) COLLATE "C");
