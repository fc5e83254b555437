-- What is to be done on a ticket, step by step, and the templates that the steps come from (R7, R9, R10).
create table checklist_templates (
	id {id}, version {int} not null, created_at {int} not null, updated_at {int} not null,
	name {text} not null, items {text} not null, required {int} not null,
	types {text} not null, urgencies {text} not null, tiers {text} not null
);
create unique index checklist_templates_name on checklist_templates (name);
create table checklist_items (
	id {id}, version {int} not null, created_at {int} not null, updated_at {int} not null,
	ticket_id {int} not null references tickets (id) on delete cascade,
	template_id {int} references checklist_templates (id) on delete set null,
	text {text} not null, position {int} not null, required {int} not null,
	done_at {int}, done_by {int} references users (id)
);
create index checklist_items_ticket on checklist_items (ticket_id, position);
create index checklist_items_template on checklist_items (template_id) where template_id is not null;
