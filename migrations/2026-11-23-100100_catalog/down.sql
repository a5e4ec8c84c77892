DROP TABLE user_tech_stacks;
DROP TABLE user_favorite_tools;
DROP TABLE tech_stacks;
DROP TABLE ai_tools;
