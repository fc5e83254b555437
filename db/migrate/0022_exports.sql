-- How many exports a person may take in 24 hours.
alter table company add column exports_per_day {int} not null default 50;
