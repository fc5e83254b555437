-- name: ticket_events_of
select {columns:ticket_event} from ticket_events where ticket_id = ?1 order by seq

-- What follows from its deadlines; not an edit, so the version stays.
-- name: ticket_next_due
update tickets set next_due_at = (select min(d.due_at) from deadlines d
	where d.subject_id = tickets.id and d.open = 1)
where id = ?1

-- name: ticket_last_seq
update tickets set last_seq = ?2 where id = ?1

-- Holds that end by themselves.
-- name: tickets_hold_ended
select id from tickets where hold_until is not null and hold_until <= ?1 and state = 'on_hold'
order by hold_until, id limit ?2

-- name: tickets_hold_next
select min(hold_until) from tickets where hold_until is not null and state = 'on_hold'
