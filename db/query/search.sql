-- The search index: tokens made by store/search.c, one table a kind of record.

-- name: search_customers_put
insert or replace into search_customers (rowid, tokens) values (?1, ?2)

-- name: search_customers_put @pg
insert into search_customers (id, tokens) values (?1, cast(cast(?2 as text) as tsvector))
on conflict (id) do update set tokens = excluded.tokens

-- name: search_customers_delete
delete from search_customers where rowid = ?1

-- name: search_customers_delete @pg
delete from search_customers where id = ?1

-- name: search_tickets_put
insert or replace into search_tickets (rowid, tokens) values (?1, ?2)

-- name: search_tickets_put @pg
insert into search_tickets (id, tokens) values (?1, cast(cast(?2 as text) as tsvector))
on conflict (id) do update set tokens = excluded.tokens

-- name: search_tickets_delete
delete from search_tickets where rowid = ?1

-- name: search_tickets_delete @pg
delete from search_tickets where id = ?1

-- Before all records are read: of tables that a restore has just filled PostgreSQL knows nothing
-- and would read them whole for each page.
-- name: search_survey
select 1

-- name: search_survey @pg
analyze customers, contacts, tickets

-- Whether the index has to be made anew; it is, from then on.
-- name: search_state
select stale from search_state

-- name: search_state_set
update search_state set stale = 0
