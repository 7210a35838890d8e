-- Partitions are made ahead and dropped when they are too old. Only the owner may, so the application asks these functions;
-- who may execute them is said by api-server/src/migrate/grants.rs after each run.

-- Makes a partition and moves into it what the default partition caught of its range meanwhile.
create function make_partition(parent text, name text, lower timestamptz, upper timestamptz) returns boolean
language plpgsql
set search_path = camerasite, pg_temp
as $$
begin
    if to_regclass(format('%I', name)) is not null then
        return false;
    end if;
    execute format('lock table %I in access exclusive mode', parent || '_default');
    execute format('create table %I (like %I including all)', name, parent);
    execute format(
        'with moved as (delete from %I where at >= $1 and at < $2 returning *) insert into %I select * from moved',
        parent || '_default', name)
    using lower, upper;
    execute format('alter table %I attach partition %I for values from (%L) to (%L)', parent, name, lower, upper);
    return true;
end
$$;

-- Drops the partitions that end at or before the given time, and what the default partition has from before it.
create function drop_partitions(parent text, width interval, before timestamptz) returns integer
language plpgsql
set search_path = camerasite, pg_temp
set timezone = 'UTC'
as $$
declare
    child text;
    dropped integer := 0;
begin
    for child in
        select c.relname
        from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = parent::regclass and c.relname <> parent || '_default'
    loop
        if to_timestamp(right(child, 8), 'YYYYMMDD') + width <= before then
            execute format('drop table %I', child);
            dropped := dropped + 1;
        end if;
    end loop;
    execute format('delete from %I where at < $1', parent || '_default') using before;
    return dropped;
end
$$;

-- Makes the partitions of 14 days ahead; drops and deletes what is older than so many days. The audit log is kept 30 days at
-- least, whatever the caller says: a caller who should not must not be able to empty it.
create function maintain_history(
    fine_days integer, hourly_days integer, audit_days integer, out made integer, out dropped integer, out expired bigint
)
language plpgsql
security definer
set search_path = camerasite, pg_temp
set timezone = 'UTC'
set lock_timeout = '2s'
as $$
declare
    lower timestamptz;
    ahead constant timestamptz := now() + interval '14 days';
begin
    made := 0;
    lower := date_trunc('week', now()) - interval '1 week';
    while lower <= ahead loop
        if make_partition(
            'rollup_5m', 'rollup_5m_' || to_char(lower, 'YYYYMMDD'), lower, lower + interval '1 week')
        then
            made := made + 1;
        end if;
        lower := lower + interval '1 week';
    end loop;
    lower := date_trunc('month', now()) - interval '1 month';
    while lower <= ahead loop
        if make_partition(
            'rollup_1h', 'rollup_1h_' || to_char(lower, 'YYYYMMDD'), lower, lower + interval '1 month')
        then
            made := made + 1;
        end if;
        lower := lower + interval '1 month';
    end loop;
    dropped := drop_partitions('rollup_5m', interval '1 week', now() - make_interval(days => greatest(fine_days, 1)))
        + drop_partitions('rollup_1h', interval '1 month', now() - make_interval(days => greatest(hourly_days, 1)));
    delete from audit_log
    where id in (
        select id from audit_log where at < now() - make_interval(days => greatest(audit_days, 30)) order by at limit 20000);
    get diagnostics expired = row_count;
end
$$;

select maintain_history(14, 400, 400);
