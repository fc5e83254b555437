-- What replay reads, page by page in order of id.

-- name: replay_sizes
select (select count(*) from customers), (select count(*) from tickets)

-- The versions of the standard in the order in which they came into force.
-- name: replay_policies
select id, published_at from policies where state in ('published', 'replaced')
order by published_at, id

-- name: replay_customers_page
select max(p.id) from (select id from customers where id > ?1 order by id limit ?2) p

-- name: replay_customers
select id, owner_id, department_id, state, tier, stage, strategic, tags, cooperation_since,
	first_order_on, contact_since
from customers where id > ?1 and id <= ?2 order by id

-- All states, as they stand in the index; a condition on the state draws SQLite to another one.
-- name: replay_contacts
select customer_id, state, done_at from follow_ups
where customer_id > ?1 and customer_id <= ?2
order by customer_id, state, done_at

-- name: replay_tier_changes
select customer_id, field, old_value, new_value, created_at from tier_changes
where customer_id > ?1 and customer_id <= ?2 and created_at <= ?3
	and field in ('tier', 'stage')
order by customer_id, id

-- name: replay_tickets_page
select max(p.id) from (select id from tickets where id > ?1 order by id limit ?2) p

-- name: replay_tickets
select id, customer_id, state, owner_id, department_id, by_staff, submitted_at, responded_at,
	confirmation
from tickets where id > ?1 and id <= ?2 order by id

-- name: replay_events
select ticket_id, seq, at, kind, data from ticket_events
where ticket_id > ?1 and ticket_id <= ?2 and created_at <= ?3
order by ticket_id, seq
