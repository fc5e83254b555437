-- Deadlines that have something to say by now, earliest first.  They are fired in the transaction
-- that claims them, so that a claim needs no lease: a crash undoes both.
-- name: deadlines_due
select id from deadlines where next_fire_at is not null and next_fire_at <= ?1
order by next_fire_at, id limit ?2 {skip_locked}

-- A deadline whose firing failed is tried again later, so that it does not hold up the others.
-- name: deadline_postpone
update deadlines set next_fire_at = ?2 where id = ?1

-- name: deadlines_next
select min(next_fire_at) from deadlines where next_fire_at is not null

-- name: notice_add
insert into notices (id, version, created_at, updated_at, dedupe, deadline_id, customer_id,
	ticket_id, user_id, channel, kind, template, args, step_at, send_at, late, state, attempts,
	error, webhook_id)
values (?1, 1, ?2, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, 0, '', ?16)
on conflict (dedupe) do nothing

-- name: notices_read_all
update notices set read_at = ?2 where user_id = ?1 and channel = 'app' and read_at is null

-- name: notices_unread
select count(*) from notices
where user_id = ?1 and channel = 'app' and read_at is null and send_at <= ?2

-- name: notices_due
select {columns:notification} from notices
where state = 'queued' and send_at <= ?1 and channel = 'mail'
	and (leased_until is null or leased_until < ?1)
order by send_at, id limit ?2 {skip_locked}

-- name: notice_lease
update notices set leased_until = ?2, fence = coalesce(fence, 0) + 1, attempts = attempts + 1
where id = ?1 and state = 'queued' and (leased_until is null or leased_until < ?3)

-- name: notice_sent
update notices set state = 'sent', sent_at = ?2, updated_at = ?2, leased_until = null, error = ''
where id = ?1 and state = 'queued' and attempts = ?3

-- name: notice_retry
update notices set send_at = ?2, error = ?3, leased_until = null,
	state = case when attempts >= ?4 then 'failed' else 'queued' end
where id = ?1 and attempts = ?5

-- name: notices_next
select min(send_at) from notices where state = 'queued' and channel = 'mail'
