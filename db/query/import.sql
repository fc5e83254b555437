-- name: upload_add
insert into uploads (id, version, created_at, updated_at, name, content, user_id)
values (?1, 1, ?2, ?2, ?3, ?4, ?5)

-- name: upload_get
select content from uploads where id = ?1

-- name: upload_remove
delete from uploads where id = ?1

-- name: customer_by_number
select id from customers where number = ?1

-- name: user_by_name
select id from users where (login = ?1 or name = ?1) and disabled = 0 order by id limit 1

-- name: tag_by_name
select id from tags where name = ?1

-- name: refusal_add
insert into import_refusals (upload_id, line, errors) values (?1, ?2, ?3)
on conflict (upload_id, line) do nothing

-- name: refusals_of
select line, errors from import_refusals where upload_id = ?1 order by line

-- Files of imports are personal data: what could not be read is kept for some days only.
-- name: upload_sweep
delete from uploads where created_at < ?1
