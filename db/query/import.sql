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

-- Customers by what is known of them, page by page after the id ?2; ?3 and ?4 narrow them when they
-- are not empty.
-- name: customers_by_number
select id from customers where number = ?1 and id > ?2 and (?3 = '' or name = ?3) and ?4 = ''
order by id limit 50

-- By name; narrowed by a contact's phone and by number.
-- name: customers_by_name
select id from customers c where name = ?1 and merged_into_id is null and id > ?2
	and (?3 = '' or exists (select 1 from contacts k where k.customer_id = c.id and k.phone = ?3))
	and (?4 = '' or number = ?4)
order by id limit 50

-- By a contact's phone; narrowed by name and by number.
-- name: customers_by_phone
select distinct k.customer_id from contacts k join customers c on c.id = k.customer_id
where k.phone = ?1 and k.phone <> '' and c.merged_into_id is null and k.customer_id > ?2
	and (?3 = '' or c.name = ?3) and (?4 = '' or c.number = ?4)
order by k.customer_id limit 50

-- name: contact_known
select id from contacts where customer_id = ?1
	and ((name = ?2 and name <> '') or (phone = ?3 and phone <> '')) order by id limit 1

-- name: order_known
select id from orders where customer_id = ?1 and number = ?2 order by id limit 1

-- An order that a history tells; without a day of its own (?6) any day is right.
-- name: order_told
select id from orders where customer_id = ?1 and number = ?2 and product = ?3 and amount = ?4
	and currency = ?5 and (ordered_on = ?6 or ?6 is null) order by id limit 1

-- name: ticket_by_number
select id from tickets where number = ?1

-- name: follow_up_known
select id from follow_ups where customer_id = ?1 and coalesce(done_at, planned_at) = ?2
	and (content = ?3 or goal = ?3) order by id limit 1

-- What an import did, the newest first.
-- name: import_change_add
insert into import_changes (id, created_at, job_id, record, record_id, old)
values (?1, ?2, ?3, ?4, ?5, ?6)

-- name: import_changes_of
select id, record, record_id, old from import_changes where job_id = ?1 and id < ?2
order by id desc limit ?3

-- name: import_changes_count
select count(*) from import_changes where job_id = ?1

-- name: import_change_done
delete from import_changes where id = ?1

-- name: import_changes_sweep
delete from import_changes where created_at < ?1

-- Whether somebody acted on a record after an import did.
-- name: touched_since
select count(*) from audit where record_id = ?1 and record = ?2 and id > ?3
	and user_id is not null and coalesce(batch, 0) <> ?4
	and action not in ('seen', 'denied', 'reveal')

-- What hangs on a customer or a ticket.
-- name: customer_dependents
select (select count(*) from contacts where customer_id = ?1)
	+ (select count(*) from orders where customer_id = ?1)
	+ (select count(*) from tickets where customer_id = ?1)
	+ (select count(*) from follow_ups where customer_id = ?1)
	+ (select count(*) from customers where merged_into_id = ?1)
	+ (select count(*) from attachments where customer_id = ?1)

-- name: ticket_dependents
select (select count(*) from follow_ups where ticket_id = ?1)
	+ (select count(*) from attachments where ticket_id = ?1)
	+ (select count(*) from checklist_items where ticket_id = ?1)

-- name: follow_up_dependents
select count(*) from attachments where follow_up_id = ?1

-- name: subject_notices_drop
delete from notices where state = 'queued'
	and deadline_id in (select id from deadlines where subject_id = ?1)

-- name: subject_deadlines_drop
delete from deadlines where subject_id = ?1
