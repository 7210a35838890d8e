-- Tells the replicas of the API on the channel camerasite_changes which table changed, so that their streams need not wait for
-- the next look. A message that is lost costs a second: the tables are read again whether or not one came.
create function tell_change() returns trigger
language plpgsql
as $$
begin
    perform pg_notify('camerasite_changes', tg_table_name);
    return null;
end
$$;

create trigger tell_change after insert on camera_events for each statement execute function tell_change();

-- By row: the inventory is synchronised by a statement that mostly changes nothing. Postgres folds what is told twice.
create trigger tell_change after insert or update or delete on cameras for each row execute function tell_change();

create trigger tell_change
after insert or update or delete on maintenance_windows
for each row execute function tell_change();
