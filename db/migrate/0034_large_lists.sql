-- Orders that the lists of a large company are read in, and what they are filtered by.
create index customers_recall_at on customers (recall_at, id);
create index customers_last_contact_at on customers (last_contact_at, id);
create index customers_last_order_on on customers (last_order_on, id);
create index customers_cooperation_since on customers (cooperation_since, id);
-- With the id: most sums are the same one.
drop index customers_total;

create index customers_total on customers (order_total, id);
create index customers_order_count on customers (order_count, id);
-- Whose it is that was put aside, without looking at the rows.
drop index deadlines_snoozed;

create index deadlines_snoozed on deadlines (snoozed_until, due_at, owner_id, department_id)
	where open = 1 and snoozed_until is not null;
