-- The orders in which the lists of the pages stand at first, and what they are filtered by.
create index customers_next_touch_at on customers (next_touch_at, id);
create index tickets_next_due_at on tickets (next_due_at, id);
create index follow_ups_planned_at on follow_ups (state, planned_at, id);
create index follow_ups_done_at on follow_ups (done_at, id);
