DROP TABLE admin_turns;
DROP TABLE admin_audit;
DROP FUNCTION refuse_rewriting_history();
