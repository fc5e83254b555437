-- The standard in words, a text per kind of customer, and who has read and taken note of it (R2).
create table standard_texts (
	id {id}, version {int} not null, created_at {int} not null, updated_at {int} not null,
	tier {text} not null, title {text} not null, body {text} not null, state {text} not null,
	replaces_id {int} references standard_texts (id), reason {text} not null,
	published_at {int}, published_by {int} references users (id)
);
create table acknowledgements (
	text_id {int} not null references standard_texts (id),
	user_id {int} not null references users (id),
	created_at {int} not null,
	primary key (text_id, user_id)
);
