DROP TABLE impressions;
DROP TABLE bookmarks;
DROP TABLE reposts;
DROP TABLE likes;
DROP TABLE engagement_hourly;
