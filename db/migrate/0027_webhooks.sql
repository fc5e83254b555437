-- Where notices go besides people: group robots and webhooks.  How sending goes stands apart, so
-- that it does not change the version of what people edit.
create table webhooks (
	id {id}, version {int} not null, created_at {int} not null, updated_at {int} not null,
	name {text} not null, kind {text} not null, url {text} not null, secret {text} not null,
	department_id {int} references departments (id), warnings {int} not null,
	breaches {int} not null, escalations {int} not null, enabled {int} not null
);
create unique index webhooks_name on webhooks (name);
create table webhook_states (
	webhook_id {int} primary key references webhooks (id) on delete cascade,
	ready_at {int} not null, -- no message before
	sent_at {int}, -- the last one that was taken
	failed_at {int}, -- the last one that was not; null: since then one was taken
	error {text} not null
);
