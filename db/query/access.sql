-- Who is it?  One row gives all that a request needs to know of its actor.
-- name: session_actor
select s.id, s.user_id, s.last_seen_at, s.expires_at, u.name, u.roles, u.locale,
	u.department_id, d.path, s.confirmed_at
from sessions s join users u on u.id = s.user_id left join departments d on d.id = u.department_id
where s.hash = ?1 and u.disabled = 0

-- name: token_actor
select t.id, t.user_id, t.last_used_at, t.expires_at, u.name, u.roles, u.locale,
	u.department_id, d.path, null
from tokens t join users u on u.id = t.user_id left join departments d on d.id = u.department_id
where t.hash = ?1 and u.disabled = 0

-- name: user_actor
select 0, u.id, 0, 0, u.name, u.roles, u.locale, u.department_id, d.path, null
from users u left join departments d on d.id = u.department_id
where u.id = ?1 and u.disabled = 0

-- name: user_actors
select 0, u.id, 0, 0, u.name, u.roles, u.locale, u.department_id, d.path, null
from users u left join departments d on d.id = u.department_id
where u.disabled = 0 order by u.id limit ?1

-- The same by the id of a session or token: does the right to listen still hold?
-- name: session_actor_by_id
select s.id, s.user_id, s.last_seen_at, s.expires_at, u.name, u.roles, u.locale,
	u.department_id, d.path, s.confirmed_at
from sessions s join users u on u.id = s.user_id left join departments d on d.id = u.department_id
where s.id = ?1 and u.disabled = 0

-- name: token_actor_by_id
select t.id, t.user_id, t.last_used_at, t.expires_at, u.name, u.roles, u.locale,
	u.department_id, d.path, null
from tokens t join users u on u.id = t.user_id left join departments d on d.id = u.department_id
where t.id = ?1 and u.disabled = 0

-- name: session_seen
update sessions set last_seen_at = ?2 where id = ?1 and last_seen_at < ?2

-- name: token_used
update tokens set last_used_at = ?2 where id = ?1 and (last_used_at is null or last_used_at < ?2)

-- name: session_confirmed
update sessions set confirmed_at = ?2 where id = ?1

-- name: session_end
delete from sessions where hash = ?1

-- All sessions of a user but one.
-- name: session_end_others
delete from sessions where user_id = ?1 and hash <> ?2

-- name: session_sweep
delete from sessions where expires_at < ?1 or last_seen_at < ?2

-- name: token_end_all
delete from tokens where user_id = ?1

-- name: user_by_login
select id, password_hash, disabled from users where login = ?1

-- name: user_count
select count(*) from users

-- name: user_login_at
update users set last_login_at = ?2 where id = ?1

-- name: user_password_set
update users set password_hash = ?2, updated_at = ?3, version = version + 1 where id = ?1

-- Active users who may change users: the last of them must stay.
-- name: user_roles_active
select id, roles from users where disabled = 0

-- name: user_roles_all
select roles from users where roles <> '[]'

-- name: attempt_add
insert into attempts (name, since, n) values (?1, ?2, 1)
on conflict (name) do update set
	n = case when attempts.since < ?3 then 1 else attempts.n + 1 end,
	since = case when attempts.since < ?3 then ?2 else attempts.since end

-- name: attempt_get
select n, since from attempts where name = ?1

-- name: attempt_clear
delete from attempts where name = ?1

-- name: attempt_sweep
delete from attempts where since < ?1

-- name: department_path
select path from departments where id = ?1

-- name: place_of_customer
select coalesce(c.owner_id, 0), coalesce(d.path, '')
from customers c left join departments d on d.id = c.department_id where c.id = ?1

-- name: place_of_ticket
select coalesce(t.owner_id, 0), coalesce(d.path, '')
from tickets t left join departments d on d.id = t.department_id where t.id = ?1

-- Gives all below the path ?1 the new beginning ?2 (a department was moved).
-- name: department_move
update departments set path = ?2 || substr(path, length(?1) + 1), version = version + 1,
	updated_at = ?3
where substr(path, 1, length(?1)) = ?1 and path <> ?1

-- name: setting_get
select value from settings where name = ?1

-- name: setting_put
insert into settings (name, value, version) values (?1, ?2, 1)
on conflict (name) do update set value = ?2, version = settings.version + 1

-- name: setting_remove
delete from settings where name = ?1

-- name: second_factor_get
select secret, confirmed_at, last_step from second_factors where user_id = ?1

-- name: second_factor_put
insert into second_factors (user_id, created_at, secret, confirmed_at, last_step)
values (?1, ?2, ?3, null, 0)
on conflict (user_id) do update set created_at = ?2, secret = ?3, last_step = 0
where second_factors.confirmed_at is null

-- A code counts once: no row is changed when its step, or a later one, was used.
-- name: second_factor_used
update second_factors set last_step = ?2, confirmed_at = coalesce(confirmed_at, ?3)
where user_id = ?1 and last_step < ?2

-- name: second_factor_remove
delete from second_factors where user_id = ?1

-- name: recovery_code_add
insert into recovery_codes (user_id, hash) values (?1, ?2)

-- name: recovery_code_use
delete from recovery_codes where user_id = ?1 and hash = ?2

-- name: recovery_codes_remove
delete from recovery_codes where user_id = ?1

-- name: recovery_codes_left
select count(*) from recovery_codes where user_id = ?1

-- name: user_second_factor_set
update users set second_factor = ?2, updated_at = ?3, version = version + 1 where id = ?1

-- A newer link of a kind takes the place of the older ones.
-- name: account_links_replace
delete from account_links where user_id = ?1 and kind = ?2

-- name: account_link_add
insert into account_links (hash, user_id, kind, expires_at) values (?1, ?2, ?3, ?4)

-- name: account_link_get
select l.user_id, u.login, u.name from account_links l join users u on u.id = l.user_id
where l.hash = ?1 and l.expires_at > ?2 and u.disabled = 0

-- name: account_link_use
delete from account_links where hash = ?1

-- name: account_links_end
delete from account_links where user_id = ?1

-- name: account_links_sweep
delete from account_links where expires_at < ?1

-- Who is meant by a login or a mail address; two at most, since two are nobody.
-- name: users_by_login_or_email
select id from users where disabled = 0 and email <> '' and (login = ?1 or lower(email) = ?1) limit 2
