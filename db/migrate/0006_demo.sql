-- People whom the demonstration has invented.
alter table users add column demo {int} not null default 0;
