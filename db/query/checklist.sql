-- Whoever changes the list of a ticket, or asks whether it is done, waits for who does the same;
-- SQLite has one writer at a time.
-- name: checklist_lock
select id from tickets where id = ?1

-- name: checklist_lock @pg
select id from tickets where id = ?1 for update

-- How many items a ticket has and where the last one stands.
-- name: checklist_end
select count(*), coalesce(max(position), 0) from checklist_items where ticket_id = ?1

-- name: checklist_of_template
select count(*) from checklist_items where ticket_id = ?1 and template_id = ?2

-- What must still be done before a ticket can be solved.
-- name: checklist_required_open
select count(*) from checklist_items where ticket_id = ?1 and required = 1 and done_at is null
