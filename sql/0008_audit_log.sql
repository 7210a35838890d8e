-- Who did or saw what. The application may add rows and read them, and never change or delete one.
create table audit_log (
    id bigint generated always as identity primary key,
    at timestamptz not null default now(),
    actor text not null,
    action text not null,
    object text not null,
    request_id text not null,
    remote text not null
);

create index audit_log_by_time on audit_log (at);
