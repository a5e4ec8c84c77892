DROP TRIGGER conversations_gone_streamed ON conversations;
DROP TRIGGER messages_read_streamed ON messages;
DROP TRIGGER messages_streamed ON messages;
DROP FUNCTION stream_gone_conversations, stream_read_messages, stream_new_messages;
