-- Tokens of programs. The token itself is shown once, when it is made.
create table api_tokens (
    id integer generated always as identity primary key,
    name text collate "C" not null unique check (length(name) between 1 and 64),
    key_hash bytea not null unique check (length(key_hash) = 32),
    scope text not null check (scope in ('Viewer', 'Operator', 'Admin', 'alerts:write', 'summary:read')),
    created_by text not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    last_used_at timestamptz
);
