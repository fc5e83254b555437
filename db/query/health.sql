-- Numbers of the health report.
-- name: health_size
select page_count * page_size from pragma_page_count(), pragma_page_size()

-- name: health_size @pg
select pg_database_size(current_database())

-- name: health_schema
select max(version) from schema_version

-- name: health_overdue
select count(*) from deadlines where next_fire_at is not null and next_fire_at <= ?1

-- A mail that waits for its time (quiet hours) is not old; one that was tried is.
-- name: health_outbox
select count(*), coalesce(sum(case when leased_until > ?1 then 1 else 0 end), 0),
	min(case when attempts > 0 or send_at <= ?1 then created_at end)
from notices where state = 'queued' and channel = 'mail'

-- name: health_failed_mails
select count(*) from notices where state = 'failed' and channel = 'mail'

-- name: health_jobs_running
select count(*) from jobs where state in ('queued', 'running')

-- name: health_jobs_failed
select count(*) from jobs where state = 'failed'

-- name: health_sessions
select count(*) from sessions where expires_at > ?1

-- name: health_customers
select count(*) from customers

-- name: health_tickets
select count(*) from tickets where state in ('open', 'on_hold', 'resolved')

-- SQLite thinks that the index of all customers' deadlines is the shorter one.
-- name: health_deadlines
select count(*) from deadlines indexed by deadlines_due where open = 1

-- name: health_deadlines @pg
select count(*) from deadlines where open = 1

-- name: health_webhooks_failing
select count(*) from webhook_states where failed_at is not null
