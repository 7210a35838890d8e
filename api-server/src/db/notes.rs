//! Notes that one shift leaves for the next.

use jiff_sqlx::Timestamp;

use super::{Database, Error};

/// A note.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct NoteRow {
    /// Identity, in the order of writing.
    pub id: i64,
    /// When it was written.
    pub at: Timestamp,
    /// Who wrote it.
    pub author: String,
    /// The camera it is about, if it is about one.
    pub camera: Option<String>,
    /// What it says.
    pub text: String,
}

/// Adds a note.
///
/// # Errors
/// When the database is away.
pub async fn create(
    database: &Database,
    author: &str,
    camera: Option<&str>,
    text: &str,
) -> Result<NoteRow, Error> {
    let mut connection = database.acquire().await?;
    Ok(
        sqlx::query_as("insert into shift_notes (author, camera, text) values ($1, $2, $3) returning *")
            .bind(author)
            .bind(camera)
            .bind(text)
            .fetch_one(&mut *connection)
            .await?,
    )
}

/// A page of notes with an id below `before`, newest first, and how many there are in all.
///
/// # Errors
/// When the database is away.
pub async fn page(
    database: &Database,
    camera: Option<&str>,
    before: Option<i64>,
    limit: i64,
) -> Result<(Vec<NoteRow>, i64), Error> {
    let mut connection = database.acquire().await?;
    let rows = sqlx::query_as(
        "select * from shift_notes
         where ($1::text is null or camera = $1) and ($2::bigint is null or id < $2)
         order by id desc
         limit $3",
    )
    .bind(camera)
    .bind(before)
    .bind(limit)
    .fetch_all(&mut *connection)
    .await?;
    let total = sqlx::query_scalar("select count(*) from shift_notes where $1::text is null or camera = $1")
        .bind(camera)
        .fetch_one(&mut *connection)
        .await?;
    Ok((rows, total))
}
