//! Who owns what, and who may do what.

use sqlx::postgres::PgConnection;

use super::execute;
use super::managed::Logins;
use crate::db::SCHEMA;

/// As superuser: the owner role gets the database and our schema, the others get in. Tables that init scripts made in `public`
/// stay theirs.
pub(super) async fn own(
    connection: &mut PgConnection,
    database: &str,
    logins: &Logins,
) -> Result<(), sqlx::Error> {
    let owner = logins.owner.username.as_str();
    let statements: [(&'static str, &[&str]); 7] = [
        (
            "select format('alter database %I owner to %I', $1, $2)",
            &[database, owner],
        ),
        (
            "select format('alter database %I set search_path = %I, public', $1, $2)",
            &[database, SCHEMA],
        ),
        (
            "select format('create schema if not exists %I authorization %I', $1, $2)",
            &[SCHEMA, owner],
        ),
        (
            "select format('alter schema %I owner to %I', $1, $2)",
            &[SCHEMA, owner],
        ),
        // After a change of the owner's name its tables still belong to the role before.
        (
            "select format('alter table %I.%I owner to %I', schemaname, tablename, $2)
             from pg_tables where schemaname = $1 and tableowner <> $2",
            &[SCHEMA, owner],
        ),
        // What a function does with its owner's rights it must do with those of the tables' owner.
        (
            "select format('alter function %s owner to %I', f.oid::regprocedure, $2)
             from pg_proc f join pg_namespace n on n.oid = f.pronamespace
             where n.nspname = $1 and pg_get_userbyid(f.proowner) <> $2",
            &[SCHEMA, owner],
        ),
        (
            "select format('grant connect on database %I to %I, %I', $1, $2, $3)",
            &[database, &logins.app.username, &logins.exporter.username],
        ),
    ];
    for (template, values) in statements {
        execute(connection, template, values).await?;
    }
    into_schema(connection, &logins.app.username).await?;
    // The default since PostgreSQL 15.
    sqlx::query("revoke create on schema public from public")
        .execute(&mut *connection)
        .await?;
    tracing::info!(schema = SCHEMA, owner, "schema owned");
    Ok(())
}

/// As owner or superuser: the application sees what is in our schema.
pub(super) async fn into_schema(connection: &mut PgConnection, app: &str) -> Result<(), sqlx::Error> {
    execute(
        connection,
        "select format('grant usage on schema %I to %I', $1, $2)",
        &[SCHEMA, app],
    )
    .await
}

/// As owner: the application reads and writes every table of ours, adds to the audit log and to the notes without ever changing
/// them, only reads which migrations ran, and may ask for the upkeep of the history, which is done with the owner's rights.
pub(super) async fn to_application(connection: &mut PgConnection, app: &str) -> Result<(), sqlx::Error> {
    execute(
        connection,
        "select format('grant %s on %I.%I to %I',
                       case when tablename = '_sqlx_migrations' then 'select'
                            when tablename in ('audit_log', 'shift_notes') then 'select, insert'
                            else 'select, insert, update, delete' end,
                       schemaname, tablename, $2)
         from pg_tables where schemaname = $1 and tableowner = current_user",
        &[SCHEMA, app],
    )
    .await?;
    // Everybody may execute a new function until that is taken back.
    for template in [
        "select format('revoke execute on all functions in schema %I from public, %I', $1, $2)",
        "select format('grant execute on function %I.maintain_history(integer, integer, integer) to %I', $1, $2)",
    ] {
        execute(connection, template, &[SCHEMA, app]).await?;
    }
    tracing::info!(role = app, "rights granted");
    Ok(())
}
