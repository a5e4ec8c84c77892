-- The words that people wrote, as the search keeps them (stemmed): what a mistyped word is compared with. Comparing it
-- with the texts themselves would cost more with every text; there are only so many words. They are gathered from what is
-- new once a minute, and anew when they are lost.
CREATE UNLOGGED TABLE search_words (
    word text PRIMARY KEY
);
CREATE INDEX search_words_trigrams ON search_words USING gin (word gin_trgm_ops);
