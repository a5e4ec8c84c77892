DROP INDEX notifications_alike;
