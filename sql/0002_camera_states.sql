-- The last word of a prober on each camera. Keyed by name and without a foreign key: a prober may know a camera before
-- the API has entered it in table cameras, and must lose neither its state nor its events.
create table camera_states (
    camera text collate "C" primary key,
    shard integer not null,
    snapshot jsonb not null,
    result_at timestamptz not null,
    updated_at timestamptz not null default now()
)
with (fillfactor = 50);

comment on column camera_states.snapshot is 'what is shown (state, reason, facts) and what the prober needs to go on after a restart';
comment on column camera_states.result_at is 'start of the last result; an older one never replaces a newer';
