-- Rows of an import that were refused, until its file is forgotten: what was wrong with each.
create table import_refusals (
	upload_id {int} not null references uploads (id) on delete cascade,
	line {int} not null,
	errors {text} not null,
	primary key (upload_id, line)
);
create index uploads_created_at on uploads (created_at);
