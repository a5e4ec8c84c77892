DROP INDEX users_display_name_beginnings;
DROP INDEX users_username_beginnings;
DROP INDEX gigs_title_beginnings;
DROP INDEX projects_title_beginnings;
