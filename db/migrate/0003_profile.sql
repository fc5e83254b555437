-- What people set for themselves: the look of the UI and when they may be told.
alter table users add column preferences {text} not null default '';
alter table users add column mail_notices {text} not null default 'all';
alter table users add column quiet_from {int};
alter table users add column quiet_to {int};
