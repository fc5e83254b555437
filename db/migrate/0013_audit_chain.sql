-- The audit trail as a chain: what service/audit_chain.h says of it.  Rows and checkpoints are
-- added and never changed; a row is sealed once, and leaves only with all before it.
alter table audit add column mac {text} not null default '';
alter table audit add column sequence {int};
alter table audit add column seal {text} not null default '';
create unique index audit_sequence on audit (sequence);
create index audit_waiting on audit (id) where sequence is null;
create index audit_created_at on audit (created_at);

-- The last row of a beginning of the chain that was removed.
create table audit_checkpoints (
	sequence {int} primary key,
	seal {text} not null,
	created_at {int} not null,
	mac {text} not null
);

-- @sqlite
create trigger audit_sealed_once before update on audit
when not (old.sequence is null and (old.mac = '' or new.mac = old.mac)
	and new.id = old.id and new.version = old.version and new.created_at = old.created_at
	and new.updated_at = old.updated_at and new.user_id is old.user_id
	and new.action = old.action and new.record = old.record
	and new.record_id is old.record_id and new.diff = old.diff and new.client = old.client
	and new.request_id = old.request_id and new.batch is old.batch)
begin
	select raise(abort, 'the audit trail is append-only');
end;
create trigger audit_kept before delete on audit
when old.sequence is null
	or old.sequence > (select coalesce(max(sequence), 0) from audit_checkpoints)
begin
	select raise(abort, 'the audit trail is append-only');
end;
create trigger audit_checkpoints_fixed before update on audit_checkpoints
begin
	select raise(abort, 'the audit trail is append-only');
end;
create trigger audit_checkpoints_kept before delete on audit_checkpoints
begin
	select raise(abort, 'the audit trail is append-only');
end;

-- @pg
create function audit_refuse() returns trigger language plpgsql as $$
begin
	raise exception 'the audit trail is append-only' using errcode = 'check_violation';
end $$;
create function audit_row_guard() returns trigger language plpgsql as $$
begin
	if tg_op = 'UPDATE' and old.sequence is null and (old.mac = '' or new.mac = old.mac)
		and (new.id, new.version, new.created_at, new.updated_at, new.user_id, new.action,
			new.record, new.record_id, new.diff, new.client, new.request_id, new.batch)
		is not distinct from
		(old.id, old.version, old.created_at, old.updated_at, old.user_id, old.action,
			old.record, old.record_id, old.diff, old.client, old.request_id, old.batch)
	then
		return new;
	end if;
	if tg_op = 'DELETE' and old.sequence is not null
		and old.sequence <= (select coalesce(max(sequence), 0) from audit_checkpoints)
	then
		return old;
	end if;
	raise exception 'the audit trail is append-only' using errcode = 'check_violation';
end $$;
create trigger audit_guard before update or delete on audit
	for each row execute function audit_row_guard();
create trigger audit_whole before truncate on audit
	for each statement execute function audit_refuse();
create trigger audit_checkpoints_guard before update or delete on audit_checkpoints
	for each row execute function audit_refuse();
create trigger audit_checkpoints_whole before truncate on audit_checkpoints
	for each statement execute function audit_refuse();
