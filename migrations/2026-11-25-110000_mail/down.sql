DROP TABLE sent_mails;
DROP TABLE mail_refusals;
