DROP TABLE job_ticks;
DROP TABLE job_nodes;
DROP TABLE jobs;
