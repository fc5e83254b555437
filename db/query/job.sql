-- The next job to work on; one whose worker died comes back when its lease ends.
-- name: job_claim
select id from jobs
where state in ('queued', 'running') and (leased_until is null or leased_until < ?1)
order by id limit 1 {skip_locked}

-- name: job_lease
update jobs set state = 'running', leased_until = ?2, version = version + 1 where id = ?1

-- name: job_cancel
update jobs set state = 'cancelled', finished_at = ?2, updated_at = ?2, version = version + 1
where id = ?1 and state in ('queued', 'running')
