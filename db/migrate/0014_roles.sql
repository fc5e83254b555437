-- What a company lets its people do.  The shipped roles grant what ships (src/domain/perm.c)
-- until somebody changes them: their documents are empty at first.
create table roles (
	id {id}, version {int} not null, created_at {int} not null, updated_at {int} not null,
	name {text} not null, title {text} not null, text {text} not null, grants {text} not null,
	built_in {int} not null
);
create unique index roles_name on roles (name);
insert into roles (id, version, created_at, updated_at, name, title, text, grants, built_in) values
	(1, 1, 0, 0, 'administrator', '', '', '', 1),
	(2, 1, 0, 0, 'service_manager', '', '', '', 1),
	(3, 1, 0, 0, 'sales', '', '', '', 1),
	(4, 1, 0, 0, 'after_sales_engineer', '', '', '', 1),
	(5, 1, 0, 0, 'service_agent', '', '', '', 1),
	(6, 1, 0, 0, 'auditor', '', '', '', 1),
	(7, 1, 0, 0, 'read_only', '', '', '', 1);
