DROP VIEW hidden_people;
DROP VIEW active_users;
