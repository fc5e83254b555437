-- What an import has made or changed, so that it can be undone: old has the values before a
-- change, '' is for what was made.
create table import_changes (
	id {id}, created_at {int} not null,
	job_id {int} not null references jobs (id) on delete cascade,
	record {text} not null, record_id {int} not null, old {text} not null
);
create index import_changes_job_id on import_changes (job_id, id);
create index import_changes_created_at on import_changes (created_at);
-- How the columns of a layout were understood, to be used again: by its headers, for a person or,
-- without one, for the company.
create table import_mappings (
	id {id}, version {int} not null, created_at {int} not null, updated_at {int} not null,
	owner_id {int} references users (id), visibility {text} not null, type {text} not null,
	headers {text} not null, columns {text} not null
);
create index import_mappings_headers on import_mappings (type, headers);
create index contacts_phone on contacts (phone) where phone <> '';
