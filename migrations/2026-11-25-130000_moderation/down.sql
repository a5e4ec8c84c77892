DROP TABLE generated_images;
DROP TABLE moderation_verdicts;
