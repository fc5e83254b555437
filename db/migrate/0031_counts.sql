-- How many customers there are, and how many are put aside, without looking at the rows.
drop index customers_department;

create index customers_department on customers (department_id, merged_into_id);
create index deadlines_snoozed on deadlines (snoozed_until, due_at) where open = 1 and snoozed_until is not null;
