-- Until when somebody has put a deadline aside in the queue, and why.
alter table deadlines add column snoozed_until {int};
alter table deadlines add column snooze_reason {text} not null default '';
