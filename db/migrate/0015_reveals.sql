-- One contact at a time, with a reason: how often a day, and who has looked.
alter table company add column reveals_per_day {int} not null default 50;
create index audit_reveals on audit (user_id, created_at) where action = 'reveal';
