-- Transitions. A writer takes an advisory transaction lock before it inserts, so seq becomes visible in order and a reader
-- that asks for "seq greater than the last one I saw" misses nothing. (camera, at) makes a repeated write harmless.
create table camera_events (
    seq bigint generated always as identity primary key,
    camera text collate "C" not null,
    at timestamptz not null,
    since timestamptz not null,
    from_state text not null,
    to_state text not null,
    reason text,
    message text,
    previous_duration_ms bigint,
    shard integer not null,
    unique (camera, at)
);

create index camera_events_by_camera on camera_events (camera, seq desc);
