-- What the probers counted in each 5 minutes and each hour (UTC). Seconds are by verdict: Flapping counts as what lies beneath.
--
-- Rows of rollup_5m are added, never changed: a bucket has as many as it had batches, and its figures are their sums. So a batch
-- that is written twice counts once, and time that turns out to have been Down is moved by a row with negative seconds.
-- rollup_1h is made from the rows that were really added, by the same statement.
create table rollup_5m (
    camera text collate "C" not null,
    at timestamptz not null,
    batch bigint not null,
    probes integer not null,
    failed integer not null,
    latency_sum_ms bigint not null,
    latency_min_ms integer,
    latency_max_ms integer,
    up_s double precision not null,
    degraded_s double precision not null,
    down_s double precision not null,
    unknown_s double precision not null,
    primary key (camera, at, batch)
)
partition by range (at);

create table rollup_5m_default partition of rollup_5m default;

create table rollup_1h (
    camera text collate "C" not null,
    at timestamptz not null,
    probes integer not null,
    failed integer not null,
    latency_sum_ms bigint not null,
    latency_min_ms integer,
    latency_max_ms integer,
    up_s double precision not null,
    degraded_s double precision not null,
    down_s double precision not null,
    unknown_s double precision not null,
    primary key (camera, at)
)
partition by range (at);

create table rollup_1h_default partition of rollup_1h default;

comment on column rollup_5m.at is 'start of the bucket';
comment on column rollup_5m.latency_sum_ms is 'of the probes that did not fail';
comment on column rollup_1h.at is 'start of the bucket';
