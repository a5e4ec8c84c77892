DROP TRIGGER users_gone_streamed ON users;
DROP TRIGGER users_ended_streamed ON users;
DROP TRIGGER revoked_tokens_streamed ON revoked_tokens;
DROP TRIGGER mutes_gone_streamed ON mutes;
DROP TRIGGER mutes_streamed ON mutes;
DROP TRIGGER blocks_gone_streamed ON blocks;
DROP TRIGGER blocks_streamed ON blocks;
DROP TRIGGER notifications_gone_streamed ON notifications;
DROP TRIGGER notifications_read_streamed ON notifications;
DROP TRIGGER notifications_streamed ON notifications;
DROP FUNCTION stream_ended_person, stream_ended_token, stream_hidden_people, stream_gone_notifications,
    stream_read_notifications, stream_new_notifications, prune_stream_events, order_stream_events;
DROP TABLE stream_tickets, stream_head, stream_events;
