-- Statements of store/dump.c.  The search index is left out: it is made from the records.

-- name: dump_tables
select name from sqlite_master
where type = 'table' and substr(name, 1, 7) not in ('sqlite_', 'search_')
	and name <> 'schema_version'
order by name

-- name: dump_tables @pg
select cast(table_name as text) from information_schema.tables
where table_schema = current_schema() and table_type = 'BASE TABLE'
	and substr(table_name, 1, 7) <> 'search_' and table_name <> 'schema_version'
order by table_name collate "C"

-- The columns of table ?1: name, type, place in the primary key or 0.
-- name: dump_columns
select name, lower(type), pk from pragma_table_info(?1) order by cid

-- name: dump_columns @pg
select cast(c.column_name as text), cast(c.data_type as text),
	coalesce((select k.ordinal_position from information_schema.table_constraints t
		join information_schema.key_column_usage k using (constraint_schema, constraint_name)
		where t.table_schema = c.table_schema and t.table_name = c.table_name
			and t.constraint_type = 'PRIMARY KEY' and k.column_name = c.column_name), 0)
from information_schema.columns c
where c.table_schema = current_schema() and c.table_name = ?1
order by c.ordinal_position

-- Rows that refer to each other come in any order; what they refer to is checked at the end.
-- name: dump_defer_keys
pragma defer_foreign_keys = on

-- name: dump_defer_keys @pg
do $$
declare c record;
begin
	for c in select conrelid, conname from pg_constraint
		where contype = 'f' and connamespace = cast(current_schema() as regnamespace)
	loop
		execute format('alter table %s alter constraint %I deferrable initially deferred',
			cast(c.conrelid as regclass), c.conname);
	end loop;
end $$

-- Rows that refer to nothing; PostgreSQL fails instead.
-- name: dump_check_keys
select count(*) from pragma_foreign_key_check

-- name: dump_check_keys @pg
do $$
declare c record;
begin
	set constraints all immediate;
	for c in select conrelid, conname from pg_constraint
		where contype = 'f' and connamespace = cast(current_schema() as regnamespace)
	loop
		execute format('alter table %s alter constraint %I not deferrable',
			cast(c.conrelid as regclass), c.conname);
	end loop;
end $$

-- Records whose search index is made anew, page by page.
-- name: customers_indexed_after
select id from customers where id > ?1 and merged_into_id is null order by id limit 200

-- name: tickets_after
select id from tickets where id > ?1 order by id limit 200
