-- A heartbeat for each prober shard, by the database's clock.
create table prober_shards (
    shard integer primary key,
    pod text not null,
    cameras integer not null,
    seen_at timestamptz not null
);
