-- Links that were mailed so that somebody sets a password: an invitation, a forgotten password.
-- Only the hash is kept; a link is removed when it is used.
create table account_links (
	hash {text} primary key,
	user_id {int} not null references users (id),
	kind {text} not null,
	expires_at {int} not null
);
create index account_links_user_id on account_links (user_id);
