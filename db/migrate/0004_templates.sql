-- The company's own wording of what is said by mail; without a row the catalogue's is used.
create table message_templates (
	id {id}, version {int} not null, created_at {int} not null, updated_at {int} not null,
	key {text} not null, locale {text} not null, subject {text} not null, body {text} not null
);
create unique index message_templates_key_locale on message_templates (key, locale);
