-- When cameras are worked on. A window without a cron expression is one piece from starts_at to ends_at; one with it begins
-- whenever the expression says between the two, on the clocks of time_zone, and lasts duration_seconds.
-- Reports lay windows over the events when they are read, so a window that is changed afterwards changes them.
create table maintenance_windows (
    id bigint generated always as identity primary key,
    version integer not null default 1,
    scope text not null check (scope in ('Site', 'Zone', 'Camera')),
    zone text,
    camera text collate "C",
    reason text not null,
    starts_at timestamptz not null,
    ends_at timestamptz,
    cron text,
    time_zone text,
    duration_seconds integer,
    created_by text not null,
    created_at timestamptz not null default now(),
    updated_by text not null,
    updated_at timestamptz not null default now(),
    check ((scope = 'Zone') = (zone is not null) and (scope = 'Camera') = (camera is not null)),
    check ((cron is null) = (time_zone is null) and (cron is null) = (duration_seconds is null)),
    check (ends_at > starts_at and (cron is not null or ends_at is not null))
);

create index maintenance_windows_by_time on maintenance_windows (starts_at, ends_at);
