DROP TABLE messages;
DROP TABLE conversations;
DROP FUNCTION recount_read_messages();
DROP FUNCTION count_gone_messages();
DROP FUNCTION count_new_messages();
