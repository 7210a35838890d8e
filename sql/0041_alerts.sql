-- What Alertmanager told. A row is one time that an alert fired, from then until it was resolved.
create table alerts (
    id bigint generated always as identity primary key,
    key text collate "C" not null,
    name text not null,
    severity text not null,
    camera text collate "C",
    labels jsonb not null,
    annotations jsonb not null,
    generator_url text,
    starts_at timestamptz not null,
    ends_at timestamptz,
    received_at timestamptz not null default now(),
    resolved_at timestamptz,
    acknowledged_at timestamptz,
    acknowledged_by text,
    comment text,
    change bigint not null,
    check ((ends_at is null) = (resolved_at is null)),
    check ((acknowledged_at is null) = (acknowledged_by is null))
);

comment on column alerts.key is 'the fingerprint that Alertmanager gives, or a hash of the labels';
comment on column alerts.camera is 'name of the camera that the alert is about, from its labels';
comment on column alerts.ends_at is 'when it ended as Alertmanager tells; null while it fires';
comment on column alerts.received_at is 'when it was last told';
comment on column alerts.resolved_at is 'when it was told that it ended';
comment on column alerts.change is 'place in the order of all changes that can be seen of alerts';

create unique index alerts_firing on alerts (key) where resolved_at is null;
create index alerts_by_key on alerts (key, id desc);
create index alerts_by_camera on alerts (camera, id desc) where camera is not null;
create index alerts_by_change on alerts (change);

-- The way from Prometheus to here: when its Watchdog was last heard. Whoever writes alerts locks this one row first, so changes
-- become visible in the order of their numbers.
create table alert_chain (
    only_row boolean primary key default true check (only_row),
    last_seen_at timestamptz,
    changes bigint not null default 0
);

insert into alert_chain default values;

create trigger tell_change after insert or update or delete on alerts for each row execute function tell_change();
