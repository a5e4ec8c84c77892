DROP TABLE reports;
DROP TABLE mutes;
DROP TABLE blocks;
DROP TABLE follows;
