-- Every camera that the site has or had. A row is never deleted and an id never given twice: a camera that leaves the
-- inventory gets removed_at, one that comes back finds its id and its history again.
create table cameras (
    id integer generated always as identity primary key,
    name text collate "C" not null unique,
    display_name text not null,
    zone text not null,
    location text,
    url text not null,
    address text not null,
    priority text not null,
    tags text[] not null,
    enabled boolean not null,
    origin text not null,
    interval_seconds integer not null check (interval_seconds > 0),
    version integer not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    removed_at timestamptz
);

comment on column cameras.address is 'host or host:port of url, for people and for the frozen routes';
comment on column cameras.interval_seconds is 'time between two probes: tells a reader when a state is too old to be true';
