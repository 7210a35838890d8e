-- When each camera was in the inventory and enabled: outside these periods nothing about it counts for its availability.
-- A trigger keeps them, so that whoever writes table cameras, the previous build included, cannot forget to.
create table camera_periods (
    camera text collate "C" not null,
    began_at timestamptz not null,
    ended_at timestamptz,
    primary key (camera, began_at)
);

create unique index camera_periods_open on camera_periods (camera) where ended_at is null;

-- Since when a camera is disabled was not recorded so far; its last change is the best guess.
insert into camera_periods (camera, began_at, ended_at)
select name, created_at, case when enabled then removed_at else greatest(coalesce(removed_at, updated_at), created_at) end
from cameras;

create function note_camera_period() returns trigger
language plpgsql
set search_path = camerasite, pg_temp
as $$
begin
    if new.enabled and new.removed_at is null then
        insert into camera_periods (camera, began_at)
        values (new.name, case tg_op when 'INSERT' then new.created_at else now() end)
        on conflict do nothing;
    else
        update camera_periods set ended_at = greatest(now(), began_at) where camera = new.name and ended_at is null;
    end if;
    return null;
end
$$;

create trigger camera_period
after insert or update of enabled, removed_at on cameras
for each row execute function note_camera_period();
