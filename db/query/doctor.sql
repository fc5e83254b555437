-- What the command doctor asks of a database.

-- Damage, in words; no row, or "ok", when there is none.
-- name: doctor_integrity
select integrity_check from pragma_integrity_check(20)

-- name: doctor_integrity @pg
select 'index ' || cast(cast(indexrelid as regclass) as text) || ' is not valid' from pg_index
where not indisvalid
union all
select 'constraint ' || cast(conname as text) || ' was not validated' from pg_constraint
where not convalidated

-- Settings of the server that make an acknowledged commit worth less.
-- name: doctor_settings
select name from sqlite_master where 1 = 0

-- name: doctor_settings @pg
select name || ' = ' || setting from pg_settings
where name in ('fsync', 'full_page_writes') and setting = 'off' order by name

-- The clock of the database in seconds, and the newest time that was written, in microseconds.
-- name: doctor_clock
select cast(strftime('%s', 'now') as integer), (select max(created_at) from audit)

-- name: doctor_clock @pg
select cast(floor(extract(epoch from clock_timestamp())) as bigint), (select max(created_at) from audit)

-- Work whose time ended long before ?1 and that nobody took up again.
-- name: doctor_leases
select (select count(*) from notices where state = 'queued' and leased_until < ?1)
	+ (select count(*) from jobs where state = 'running' and leased_until < ?1)
