-- Lists as somebody likes to see them: filters, order and columns under a name.
create table saved_views (
	id {id}, version {int} not null, created_at {int} not null, updated_at {int} not null,
	owner_id {int} not null references users (id), name {text} not null, page {text} not null,
	visibility {text} not null, locked {int} not null, position {int} not null,
	query {text} not null
);
create index saved_views_owner on saved_views (owner_id, position);
create index saved_views_visibility on saved_views (visibility, position);
