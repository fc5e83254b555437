-- Statements of service/webhooks.c and service/webhook_outbox.c.

-- name: webhooks_enabled
select {columns:webhook} from webhooks where enabled = 1 order by id

-- name: webhook_state_add
insert into webhook_states (webhook_id, ready_at, error) values (?1, ?2, '')
on conflict (webhook_id) do nothing

-- name: webhook_state
select sent_at, failed_at, error from webhook_states where webhook_id = ?1

-- The oldest notice that may be sent by now, and its webhook.  A test is sent to one that is
-- turned off, too.
-- name: webhook_notice_due
select n.id, n.webhook_id from notices n
join webhooks w on w.id = n.webhook_id join webhook_states s on s.webhook_id = n.webhook_id
where n.state = 'queued' and n.channel = 'webhook' and n.send_at <= ?1
	and (n.leased_until is null or n.leased_until < ?1)
	and s.ready_at <= ?1 and (w.enabled = 1 or n.kind = 'test')
order by n.send_at, n.id limit 1

-- Takes the webhook's next turn; no row when another node has it.
-- name: webhook_take_turn
update webhook_states set ready_at = ?2 where webhook_id = ?1 and ready_at <= ?3

-- What was sent as one message before, and goes as the same one again.
-- name: webhook_message_notices
select {columns:notification} from notices
where message_id = ?1 and state = 'queued' order by id

-- What waits and was never sent: one message.
-- name: webhook_new_notices
select {columns:notification} from notices
where webhook_id = ?1 and state = 'queued' and message_id is null and send_at <= ?2
	and kind <> 'test'
order by send_at, id limit ?3

-- name: webhook_notice_lease
update notices set message_id = ?2, leased_until = ?3, fence = coalesce(fence, 0) + 1,
	attempts = attempts + 1
where id = ?1 and state = 'queued'

-- name: webhook_notice_sent
update notices set state = 'sent', sent_at = ?2, updated_at = ?2, leased_until = null, error = ''
where id = ?1 and state = 'queued' and fence = ?3

-- name: webhook_notice_refused
update notices set state = ?2, send_at = ?3, updated_at = ?4, error = ?5, leased_until = null
where id = ?1 and state = 'queued' and fence = ?6

-- name: webhook_succeeded
update webhook_states set sent_at = ?2, failed_at = null, error = '' where webhook_id = ?1

-- name: webhook_failed
update webhook_states set failed_at = ?2, error = ?3,
	ready_at = case when ready_at > ?4 then ready_at else ?4 end
where webhook_id = ?1

-- A pause after a failure ends.
-- name: webhook_hurry
update webhook_states set ready_at = ?2 where webhook_id = ?1 and ready_at > ?2

-- It was turned on or off: what was, is over.
-- name: webhook_state_clear
update webhook_states set failed_at = null, error = '' where webhook_id = ?1

-- name: webhook_notices_give_up
update notices set state = 'failed', error = ?2, updated_at = ?3, leased_until = null
where webhook_id = ?1 and state = 'queued' and kind <> 'test'

-- name: webhook_notices_drop
delete from notices where webhook_id = ?1

-- Sends the notice once more, with all that were the same message.
-- name: delivery_again
update notices set state = 'queued', attempts = 0, send_at = ?3, updated_at = ?3, error = '',
	leased_until = null, sent_at = null
where (id = ?1 or message_id = ?2) and (leased_until is null or leased_until < ?3)

-- Those whose last message was not taken.
-- name: webhooks_failing
select w.name, s.error from webhooks w join webhook_states s on s.webhook_id = w.id
where s.failed_at is not null order by w.name

-- name: notice_by_dedupe
select id from notices where dedupe = ?1
