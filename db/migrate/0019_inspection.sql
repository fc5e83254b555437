-- The regular look of whoever is in charge at what was recorded, and the reminders by hand (N2).
alter table follow_ups add column inspected_at {int};
alter table follow_ups add column inspected_by_id {int} references users (id);
create index follow_ups_uninspected on follow_ups (done_at, id) where inspected_at is null and state = 'done';
create table nudges (
	id {id}, version {int} not null, created_at {int} not null, updated_at {int} not null,
	owner_id {int} not null references users (id), department_id {int} references departments (id),
	sender_id {int} references users (id), customer_id {int} not null references customers (id),
	ticket_id {int} references tickets (id), follow_up_id {int} references follow_ups (id),
	way {text} not null, text {text} not null
);
create index nudges_owner on nudges (owner_id, created_at);
create index nudges_customer on nudges (customer_id);
