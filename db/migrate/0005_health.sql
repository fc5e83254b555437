-- For the health report, which must not read all notices.
create index notices_failed on notices (id) where state = 'failed';
create index sessions_expires_at on sessions (expires_at);
