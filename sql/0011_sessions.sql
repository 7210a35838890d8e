-- Who is signed in. The key itself is in the browser's cookie alone. The role of a session with a user is the user's; the
-- others keep the one with which they began.
create table sessions (
    id bigint generated always as identity primary key,
    key_hash bytea not null unique check (length(key_hash) = 32),
    kind text not null check (kind in ('Password', 'Oidc', 'Kiosk')),
    user_id integer references users on delete cascade,
    name text not null,
    role text not null check (role in ('Viewer', 'Operator', 'Admin')),
    remote text not null,
    created_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    expires_at timestamptz not null,
    check ((kind = 'Password') = (user_id is not null))
);

create index sessions_by_user on sessions (user_id);
create index sessions_by_expiry on sessions (expires_at);
