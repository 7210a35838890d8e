-- What exactly was done, where the action does not say it all; never a secret.
alter table audit_log add column detail text not null default '';
