-- Events that are no change of the state: another device, firmware or picture size. Their from_state equals their to_state.
-- (camera, at) stays unique, as a writer of the previous build names it in "on conflict": what happens at the same instant as
-- a transition is entered some microseconds later.
alter table camera_events add column kind text not null default 'State';

comment on column camera_events.kind is 'State, Replaced, Firmware or Resolution';
