-- What a customer was said to have been contacted last when it was entered: contacts are taken
-- back, this stays.
alter table customers add column told_contact_at {int};
update customers set told_contact_at = last_contact_at where not exists (select 1
	from follow_ups f where f.customer_id = customers.id and f.state = 'done'
	and f.done_at = customers.last_contact_at);
-- Until when the last act on a follow-up can be taken back, and what was before it.
alter table follow_ups add column undo_until {int};
alter table follow_ups add column undo {text} not null default '';
