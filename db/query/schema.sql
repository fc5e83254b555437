-- Statements of store/migrate.c; the table is made before any migration runs.

-- One migrator at a time; SQLite has one writer anyway.
-- name: schema_lock
select 1

-- name: schema_lock @pg
select 1 from (select pg_advisory_xact_lock(5701374401)) l

-- name: schema_exists
select count(*) from sqlite_master where type = 'table' and name = 'schema_version'

-- name: schema_exists @pg
select count(*) from information_schema.tables
where table_schema = current_schema() and table_name = 'schema_version'

-- name: schema_create
create table if not exists schema_version (
	version {int} primary key, name {text} not null, applied_at {int} not null,
	checksum {text} not null)

-- name: schema_list
select version, checksum from schema_version order by version

-- name: schema_add
insert into schema_version (version, name, applied_at, checksum) values (?1, ?2, ?3, ?4)

-- name: largest_id
-- Of the tables to which each program adds, whatever it does.
select coalesce(max(id), 0) from (
	select max(id) as id from audit union all select max(id) from notices
	union all select max(id) from deadlines union all select max(id) from ticket_events
	union all select max(id) from sessions union all select max(id) from jobs) newest
