-- Who adds or removes a file with this content waits for who does the same; SQLite has one
-- writer at a time.
-- name: attachment_lock
select 1 where ?1 <> ''

-- name: attachment_lock @pg
select 1 from (select pg_advisory_xact_lock(57013744, hashtext(?1))) l

-- Files of a record: one of the three ids is set.
-- name: attachment_count
select count(*) from attachments where customer_id = ?1 or ticket_id = ?2 or follow_up_id = ?3

-- How many rows hold a file.
-- name: attachment_holders
select count(*) from attachments where hash = ?1

-- The message that a file of the ticket came with.
-- name: attachment_said
update attachments set event_id = ?3, version = version + 1, updated_at = ?4
where id = ?1 and ticket_id = ?2 and event_id is null

-- All files that rows hold, each once, by hash, and one of the names that people gave it.
-- name: attachment_files
select hash, max(size), count(*), min(name) from attachments where hash > ?1
group by hash order by hash limit ?2

-- name: merge_attachments
update attachments set customer_id = ?2, version = version + 1, updated_at = ?3
where customer_id = ?1
