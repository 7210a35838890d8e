-- The judgement beneath the state: availability counts Flapping as what lies beneath it. Null from the previous build.
-- A change of the verdict while the camera stays Flapping is an event of kind Verdict.
alter table camera_events add column verdict text;
alter table camera_events add column verdict_since timestamptz;

comment on column camera_events.verdict is 'Up, Degraded or Down; null before the first judgement and from builds that did not say';
comment on column camera_events.verdict_since is 'since when the verdict holds: for Down the first failed probe';
comment on column camera_events.kind is 'State, Verdict, Replaced, Firmware or Resolution';

-- The rare kinds, newest first.
create index camera_events_by_kind on camera_events (kind, seq desc) where kind <> 'State';
