-- A notice goes to a person or to a webhook; several of a webhook may go as one message.
-- @sqlite
create table notices_wider (
	id {id}, version {int} not null, created_at {int} not null, updated_at {int} not null,
	dedupe {text} not null, deadline_id {int}, customer_id {int}, ticket_id {int},
	user_id {int} references users (id), channel {text} not null,
	kind {text} not null, template {text} not null, args {text} not null,
	step_at {int}, send_at {int} not null, late {int} not null, state {text} not null,
	attempts {int} not null, error {text} not null, sent_at {int}, read_at {int},
	fence {int}, leased_until {int},
	webhook_id {int} references webhooks (id), message_id {int}
);
insert into notices_wider (id, version, created_at, updated_at, dedupe, deadline_id, customer_id,
	ticket_id, user_id, channel, kind, template, args, step_at, send_at, late, state, attempts, error,
	sent_at, read_at, fence, leased_until)
select id, version, created_at, updated_at, dedupe, deadline_id, customer_id,
	ticket_id, user_id, channel, kind, template, args, step_at, send_at, late, state, attempts, error,
	sent_at, read_at, fence, leased_until
from notices;
drop table notices;
alter table notices_wider rename to notices;
create unique index notices_dedupe on notices (dedupe);
create index notices_user on notices (user_id, channel, id);
create index notices_unread on notices (user_id, send_at) where read_at is null and channel = 'app';
create index notices_queue on notices (send_at, id) where state = 'queued';
create index notices_deadline on notices (deadline_id);
create index notices_failed on notices (id) where state = 'failed';

-- @pg
alter table notices alter column user_id drop not null;
alter table notices add column webhook_id {int} references webhooks (id);
alter table notices add column message_id {int};

-- @all
create index notices_webhook on notices (webhook_id, id) where webhook_id is not null;
create index notices_message on notices (message_id) where message_id is not null;
