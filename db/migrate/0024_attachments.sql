-- Files on customers, tickets and follow-ups; their bytes lie in a folder, named by their hash.
create table attachments (
	id {id}, version {int} not null, created_at {int} not null, updated_at {int} not null,
	customer_id {int} references customers (id), ticket_id {int} references tickets (id),
	event_id {int} references ticket_events (id), follow_up_id {int} references follow_ups (id),
	user_id {int} references users (id),
	name {text} not null, media_type {text} not null, size {int} not null, hash {text} not null
);
create index attachments_customer on attachments (customer_id) where customer_id is not null;
create index attachments_ticket on attachments (ticket_id) where ticket_id is not null;
create index attachments_event on attachments (event_id) where event_id is not null;
create index attachments_follow_up on attachments (follow_up_id) where follow_up_id is not null;
create index attachments_hash on attachments (hash);
