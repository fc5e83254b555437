-- The queue of a team counts, by due time, what is open and not put aside, within somebody's reach:
-- all of it stands in the index, so that no row is looked at.
drop index deadlines_due;
create index deadlines_due on deadlines (due_at, id, snoozed_until, owner_id, department_id) where open = 1;
