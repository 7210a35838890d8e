-- What one shift tells the next. Notes are added and read, never changed.
create table shift_notes (
    id bigint generated always as identity primary key,
    at timestamptz not null default now(),
    author text not null,
    camera text collate "C",
    text text not null
);

create index shift_notes_by_camera on shift_notes (camera, id desc) where camera is not null;
