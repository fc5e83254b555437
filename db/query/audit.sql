-- The audit trail's chain: service/audit_seal.c and audit_verify.c.

-- One sealer at a time; SQLite has one writer anyway.
-- name: audit_lock
select 1

-- name: audit_lock @pg
select 1 from (select pg_advisory_xact_lock(5701374402)) l

-- Whether another key signs the rows by now.
-- name: audit_key_changed
select count(*) from settings where name = 'audit_key' and value <> ?1

-- Until the commit nobody writes a row; SQLite has one writer anyway.
-- name: audit_stop_writers
update settings set value = value where name = 'audit_key'

-- name: audit_stop_writers @pg
lock table audit in exclusive mode

-- Rows that are not sealed yet.
-- name: audit_waiting
select {columns:audit_entry} from audit where sequence is null and id > ?1 order by id limit ?2

-- name: audit_seal
update audit set sequence = ?2, seal = ?3 where id = ?1 and sequence is null

-- What was written before there was a chain.
-- name: audit_adopt
update audit set mac = ?2 where id = ?1 and mac = '' and sequence is null

-- name: audit_after
select {columns:audit_entry} from audit where sequence > ?1 order by sequence limit ?2

-- name: audit_last
select sequence, seal from audit where sequence is not null order by sequence desc limit 1

-- name: audit_seal_of
select seal from audit where sequence = ?1

-- name: audit_count
select count(*) from audit

-- name: audit_waiting_count
select count(*) from audit where sequence is null

-- The last row that is followed by none older than ?1, at most ?2 rows on.
-- name: audit_prefix
select sequence, seal from audit
where sequence < coalesce((select min(sequence) from audit where created_at >= ?1), 9223372036854775807)
	and sequence <= (select min(sequence) from audit) + ?2
order by sequence desc limit 1

-- name: audit_checkpoint_add
insert into audit_checkpoints (sequence, seal, created_at, mac) values (?1, ?2, ?3, ?4)

-- name: audit_checkpoint_last
select sequence, seal, created_at, mac from audit_checkpoints order by sequence desc limit 1

-- name: audit_remove
delete from audit where sequence <= ?1

-- Only one reveal of a person at a time, so that the quota holds.
-- name: user_lock
select id from users where id = ?1

-- name: user_lock @pg
select id from users where id = ?1 for update

-- How many contacts somebody has asked for since ?2, and when that began.
-- name: reveal_count
select count(*), coalesce(min(created_at), 0) from audit
where user_id = ?1 and action = 'reveal' and created_at > ?2

-- Who was shown confidential values of a customer, newest first; equal ones together.
-- name: customer_viewers
select a.user_id, u.name, a.action, a.record, a.record_id, coalesce(k.name, ''), a.diff,
	count(*), max(a.created_at)
from audit a join users u on u.id = a.user_id
	left join contacts k on k.id = a.record_id and a.record = 'contact'
where a.action in ('seen', 'reveal')
	and ((a.record = 'customer' and a.record_id = ?1)
		or (a.record = 'contact' and a.record_id in
			(select id from contacts where customer_id = ?1)))
group by a.user_id, u.name, a.action, a.record, a.record_id, k.name, a.diff
order by 9 desc, a.user_id, a.record_id limit ?2

-- name: export_count
select count(*), coalesce(min(created_at), 0) from audit
where user_id = ?1 and action = 'export' and created_at > ?2
