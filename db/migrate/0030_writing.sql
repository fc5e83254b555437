-- What helps people write: pieces of text that they put in, and who may use them.
create table snippets (
	id {id}, version {int} not null, created_at {int} not null, updated_at {int} not null,
	owner_id {int} not null references users (id), name {text} not null, keyword {text} not null,
	text {text} not null, locale {text} not null, visibility {text} not null, locked {int} not null
);
create index snippets_owner on snippets (owner_id);
create index snippets_visibility on snippets (visibility);
-- The colleagues who are mentioned in a record: ids with spaces between them.
alter table follow_ups add column mentions {text} not null default '';
