-- Cameras that a prober shard has let go of after a change of the number of shards, and that nobody has taken yet: a row is
-- deleted by the shard that takes the camera over, and by every state that is stored for it.
create table shard_releases (
    camera text collate "C" primary key,
    shard integer not null,
    shards integer not null,
    released_at timestamptz not null default now()
);

comment on column shard_releases.shards is 'the number of shards at which the camera was let go';
