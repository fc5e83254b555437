-- name: customer_tags_names
select t.name from customer_tags c join tags t on t.id = c.tag_id
where c.customer_id = ?1 order by t.name

-- name: customer_tags_clear
delete from customer_tags where customer_id = ?1

-- name: customer_tag_add
insert into customer_tags (customer_id, tag_id) values (?1, ?2)

-- Times of the contacts with a customer, oldest first.
-- name: customer_contacts
select done_at from follow_ups where customer_id = ?1 and state = 'done' order by done_at, id

-- What follows from its deadlines and records; not an edit, so the version stays.
-- name: customer_touch
update customers set
	next_touch_at = (select min(d.due_at) from deadlines d where d.customer_id = customers.id
		and d.open = 1 and d.kind in ('first_follow_up', 'follow_up', 'plan')),
	last_contact_at = ?2, recall_at = ?3
where id = ?1

-- When it falls back into the public pool: a rule's consequence, not an edit.
-- name: customer_recall
update customers set recall_at = ?2 where id = ?1

-- Customers that a person claimed since a time, and the first of these claims.
-- name: pool_claims
select count(*), min(created_at) from tier_changes
where user_id = ?1 and created_at > ?2 and reason = 'claim'

-- name: pool_owned
select count(*) from customers where owner_id = ?1 and state = 'active'

-- name: customer_next_touch
update customers set
	next_touch_at = (select min(d.due_at) from deadlines d where d.customer_id = customers.id
		and d.open = 1 and d.kind in ('first_follow_up', 'follow_up', 'plan'))
where id = ?1

-- name: customer_orders_sum
update customers set order_count = ?2, order_total = ?3, first_order_on = ?4, last_order_on = ?5,
	order_currency = ?6
where id = ?1

-- name: customer_orders_facts
select count(*), coalesce(sum(amount), 0), min(ordered_on), max(ordered_on), coalesce(max(currency), '')
from orders where customer_id = ?1

-- The open tickets of a customer, for a change of tier.
-- name: customer_open_tickets
select id from tickets where customer_id = ?1 and state in ('open', 'on_hold', 'resolved')
order by id

-- A page of the facts of classification on a day: orders up to it, those of the window after ?2.
-- name: class_facts
select c.id, c.strategic, c.last_contact_at, count(o.id), coalesce(sum(o.amount), 0),
	min(o.ordered_on), max(o.ordered_on),
	coalesce(sum(case when o.ordered_on > ?2 then 1 else 0 end), 0), c.cooperation_since
from (select id, strategic, last_contact_at, cooperation_since from customers
	where id > ?3 and state <> 'closed' order by id limit ?4) c
left join orders o on o.customer_id = c.id and o.ordered_on <= ?1
group by c.id, c.strategic, c.last_contact_at, c.cooperation_since
order by c.id

-- How many bought up to a day.
-- name: class_buyers
select count(*) from (select o.customer_id from orders o join customers c on c.id = o.customer_id
	where o.ordered_on <= ?1 and c.state <> 'closed' group by o.customer_id
	having sum(o.amount) > 0) b

-- The buyer at a place of the order by amount, from 0.
-- name: class_buyer_at
select o.customer_id, sum(o.amount) from orders o join customers c on c.id = o.customer_id
where o.ordered_on <= ?1 and c.state <> 'closed'
group by o.customer_id having sum(o.amount) > 0
order by 2 desc, 1 limit 1 offset ?2

-- The customers that a changed standard concerns, page by page.
-- name: customers_active_after
select id from customers where state = 'active' and id > ?1 order by id limit ?2

-- name: tickets_open_after
select id from tickets where state in ('open', 'on_hold', 'resolved') and id > ?1
order by id limit ?2

-- Coverage: active customers, those without a next touch, those beyond it (T, F1, N1).
-- Three counts along one index, each faster than sums over all rows.
-- name: coverage_count
select (select count(*) from customers where state = 'active'),
	(select count(*) from customers where state = 'active' and next_touch_at is null),
	(select count(*) from customers where state = 'active' and next_touch_at < ?1)

-- name: tag_in_use
select count(*) from customer_tags where tag_id = ?1

-- name: contact_clear_primary
update contacts set is_primary = 0, version = version + 1, updated_at = ?3
where customer_id = ?1 and id <> ?2 and is_primary = 1

-- What happened with a customer before an instant and id, newest first; ?5 has a bit per type,
-- whose number is that of the second column.
-- "+ 0": SQLite would walk through the plans of all customers by the index of planned_at.
-- name: customer_timeline
select x.at, x.type, x.id from (
	select done_at as at, 0 as type, id from follow_ups
	where customer_id = ?1 and state = 'done' and (?5 & 1) <> 0
	union all select planned_at + 0, 1, id from follow_ups
	where customer_id = ?1 and state = 'planned' and (?5 & 2) <> 0
	union all select submitted_at, 2, id from tickets
	where customer_id = ?1 and (?5 & 4) <> 0
	union all select e.at, 3, e.id from tickets t join ticket_events e on e.ticket_id = t.id
	where t.customer_id = ?1 and e.kind <> 'created' and (?5 & 8) <> 0
	union all select ordered_on * 86400000000, 4, id from orders
	where customer_id = ?1 and (?5 & 16) <> 0
	union all select created_at, 5, id from tier_changes
	where customer_id = ?1 and (?5 & 32) <> 0
	union all select created_at, 6, id from contacts
	where customer_id = ?1 and (?5 & 64) <> 0
) x
where x.at < ?2 or (x.at = ?2 and x.id < ?3)
order by x.at desc, x.id desc limit ?4

-- Whose contacts have that address, the newest ones.
-- name: customers_by_email
select distinct customer_id from contacts where lower(email) = lower(?1) and email <> ''
order by customer_id desc limit 50

-- What a duplicate has goes over to the customer that it is put into.  Its changes of tier stay: they
-- say by what it was judged, and the other one was not.
-- name: merge_contacts
update contacts set customer_id = ?2, version = version + 1, updated_at = ?3,
	is_primary = case when exists (select 1 from contacts k
		where k.customer_id = ?2 and k.is_primary = 1) then 0 else is_primary end
where customer_id = ?1

-- name: merge_orders
update orders set customer_id = ?2, version = version + 1, updated_at = ?3 where customer_id = ?1

-- name: merge_tickets
update tickets set customer_id = ?2, version = version + 1, updated_at = ?3 where customer_id = ?1

-- name: merge_follow_ups
update follow_ups set customer_id = ?2, version = version + 1, updated_at = ?3
where customer_id = ?1

-- Those of its tickets and follow-ups; its own are computed from what the other one has then.
-- name: merge_deadlines
update deadlines set customer_id = ?2, version = version + 1, updated_at = ?3
where customer_id = ?1 and subject <> 'customer'

-- name: merge_nudges
update nudges set customer_id = ?2, version = version + 1, updated_at = ?3 where customer_id = ?1

-- Those that were put into it before.
-- name: merge_merged
update customers set merged_into_id = ?2, version = version + 1, updated_at = ?3
where merged_into_id = ?1
