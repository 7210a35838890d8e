-- Sign-ins under way at the OpenID Connect provider: one row from leaving for it to coming back, minutes at most.
create table oidc_flows (
    key_hash bytea primary key check (length(key_hash) = 32),
    state text not null,
    nonce text not null,
    verifier text not null,
    return_to text not null,
    expires_at timestamptz not null
);
