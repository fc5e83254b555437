-- On PostgreSQL the insert waits for another one of the same key to end.
-- name: idempotency_claim
insert into idempotency (user_id, route, name, request_hash, created_at, status, content,
	location, record_version)
values (?1, ?2, ?3, ?4, ?5, 0, '', '', 0)
on conflict (user_id, route, name) do nothing

-- name: idempotency_get
select request_hash, status, content, location, record_version
from idempotency where user_id = ?1 and route = ?2 and name = ?3

-- name: idempotency_keep
update idempotency set status = ?4, content = ?5, location = ?6, record_version = ?7
where user_id = ?1 and route = ?2 and name = ?3

-- name: idempotency_sweep
delete from idempotency where created_at < ?1
