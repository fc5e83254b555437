-- Who works here, who is logged in, what was done.

create table departments (
	id {id},
	version {int} not null,
	created_at {int} not null,
	updated_at {int} not null,
	name {text} not null,
	parent_id {int} references departments (id),
	path {text} not null,
	head_id {int} -- a user; no foreign key, since users refer to departments
);
create index departments_parent_id on departments (parent_id);

create table users (
	id {id},
	version {int} not null,
	created_at {int} not null,
	updated_at {int} not null,
	login {text} not null,
	name {text} not null,
	department_id {int} references departments (id),
	supervisor_id {int} references users (id),
	roles {text} not null,
	password_hash {text} not null,
	locale {text} not null,
	time_zone {text} not null,
	email {text} not null,
	phone {text} not null,
	disabled {int} not null,
	last_login_at {int}
);
create unique index users_login on users (login);
create index users_department_id on users (department_id);

create table sessions (
	id {id},
	version {int} not null,
	created_at {int} not null,
	updated_at {int} not null,
	user_id {int} not null references users (id),
	hash {text} not null,
	user_agent {text} not null,
	client {text} not null,
	last_seen_at {int} not null,
	expires_at {int} not null
);
create unique index sessions_hash on sessions (hash);
create index sessions_user_id on sessions (user_id);

create table tokens (
	id {id},
	version {int} not null,
	created_at {int} not null,
	updated_at {int} not null,
	user_id {int} not null references users (id),
	name {text} not null,
	hash {text} not null,
	prefix {text} not null,
	last_used_at {int},
	expires_at {int}
);
create unique index tokens_hash on tokens (hash);
create index tokens_user_id on tokens (user_id);

-- Tries to log in, by account ("a:login") and by network ("n:10.1.2.0").
create table attempts (
	name {text} primary key,
	since {int} not null,
	n {int} not null
);

create table audit (
	id {id},
	version {int} not null,
	created_at {int} not null,
	updated_at {int} not null,
	user_id {int},
	action {text} not null,
	record {text} not null,
	record_id {int},
	diff {text} not null,
	client {text} not null,
	request_id {text} not null,
	batch {int}
);
create index audit_record on audit (record_id, record);
create index audit_user_id on audit (user_id);

-- A reply that is given again when the same request comes again.
create table idempotency (
	user_id {int} not null,
	route {text} not null,
	name {text} not null,
	request_hash {text} not null,
	created_at {int} not null,
	status {int} not null,
	content {text} not null,
	location {text} not null,
	record_version {int} not null,
	primary key (user_id, route, name)
);
create index idempotency_created_at on idempotency (created_at);

create table settings (
	name {text} primary key,
	value {text} not null,
	version {int} not null
);
