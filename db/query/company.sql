-- The stamp of the world: a changed version means that it must be built anew.
-- name: company_stamp
select c.id, c.version, c.updated_at, coalesce(c.policy_id, 0), coalesce(s.value, '')
from (select 1 as one) o left join company c on 1 = 1 left join settings s on s.name = 'roles'

-- The next running number of a key; creates of one key wait for each other, so none is lost.
-- name: counter_next
insert into counters (key, n) values (?1, 1)
on conflict (key) do update set n = counters.n + 1
returning n

-- Moves a counter up to at least ?2 (a number was given by hand or imported).
-- name: counter_reach
insert into counters (key, n) values (?1, ?2)
on conflict (key) do update set n = case when counters.n < ?2 then ?2 else counters.n end

-- A published document becomes a replaced one.
-- name: policy_replace
update policies set state = 'replaced', version = version + 1, updated_at = ?2
where state = 'published' and id <> ?1

-- name: policy_last_number
select coalesce(max(number), 0) from policies

-- name: calendar_replace
update calendars set state = 'replaced', version = version + 1, updated_at = ?3
where code = ?1 and state = 'published' and id <> ?2

-- name: calendar_last_number
select coalesce(max(number), 0) from calendars where code = ?1
