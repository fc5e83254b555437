-- The second factor of a login: the secret that an app makes codes of, and codes for the day on
-- which the telephone is lost.
create table second_factors (
	user_id {int} primary key references users (id),
	created_at {int} not null,
	secret {text} not null,
	confirmed_at {int}, -- null: shown to the person, not proven yet
	last_step {int} not null -- of the newest code used: each counts once
);
create table recovery_codes (
	user_id {int} not null references users (id),
	hash {text} not null,
	primary key (user_id, hash)
);
alter table users add column second_factor {int} not null default 0;
