-- The next job to work on; one whose worker died comes back when its lease ends.
-- name: job_claim
select id from jobs
where state in ('queued', 'running') and (leased_until is null or leased_until < ?1)
order by id limit 1 {skip_locked}

-- What nobody works on any more.
-- name: jobs_free
update jobs set leased_until = null where state = 'running' and leased_until is not null

-- name: job_lease
update jobs set state = 'running', leased_until = ?2, version = version + 1 where id = ?1

-- name: job_cancel
update jobs set state = 'cancelled', finished_at = ?2, updated_at = ?2, version = version + 1
where id = ?1 and state in ('queued', 'running')

-- Changes a row only for the first who asks on a new date.
-- name: daily_claim
insert into settings (name, value, version) values ('daily_on', ?1, 1)
on conflict (name) do update set value = ?1, version = settings.version + 1
	where settings.value <> ?1
