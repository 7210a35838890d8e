-- Cameras that users enter (origin 'Api') are defined here and nowhere else; declared ones have neither column. The columns
-- beside them are made from the definition, for lists. A row that the previous build wrote has no definition and is not probed.
alter table cameras add column definition jsonb;
alter table cameras add column pinned_address text;
-- Where a camera is drawn, of whatever origin. Null from the previous build.
alter table cameras add column coordinates jsonb;

comment on column cameras.definition is 'what the user entered; null for declared cameras';
comment on column cameras.pinned_address is 'the address that the url had when it was entered, the only one that is connected to';
