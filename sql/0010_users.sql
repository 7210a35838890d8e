-- People who sign in with a password. seed_hash is of the password in the site's Secret that was taken over last: when the
-- Secret has another one, it was changed by hand and is taken over again.
create table users (
    id integer generated always as identity primary key,
    name text collate "C" not null unique check (length(name) between 1 and 64),
    role text not null check (role in ('Viewer', 'Operator', 'Admin')),
    disabled boolean not null default false,
    password_hash text not null,
    seed_hash text,
    created_at timestamptz not null default now(),
    password_changed_at timestamptz not null default now(),
    last_login_at timestamptz
);
