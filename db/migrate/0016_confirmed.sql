-- When the person behind a session last gave their password.
alter table sessions add column confirmed_at {int};
