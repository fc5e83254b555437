-- A team's queue counts by time and bucket: without looking at the rows.
drop index deadlines_due;

create index deadlines_due on deadlines (due_at, id, snoozed_until, owner_id, department_id) where open = 1;
