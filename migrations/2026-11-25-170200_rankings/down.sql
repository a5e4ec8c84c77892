DROP TABLE project_trends, feed_liked;
