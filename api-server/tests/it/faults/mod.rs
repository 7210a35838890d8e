//! What each route answers while database or cache are in trouble: `docs/faults.md`, column by column, and that nothing is lost
//! that was acknowledged.

mod requests;
mod table;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use contract::access::{Access, Mode};
use reqwest::Method;
use serde_json::json;
use sqlx::AssertSqlSafe;

use crate::support::api::{Answer, Api};
use crate::support::eventually;
use crate::support::inventory::camera;
use crate::support::postgres::Postgres;
use crate::support::redis::Redis;
use crate::support::site::Site;
use requests::{Order, ask_all, prepare};

/// A site with something of everything in it.
struct Scene {
    site: Site,
    redis: Redis,
    api: Api,
}

impl Scene {
    async fn new() -> Self {
        Self::on(Postgres::own().await).await
    }

    async fn on(postgres: Arc<Postgres>) -> Self {
        let site = Site::on(postgres, vec![camera("hall")]).await;
        let redis = Redis::start();
        let open = Access {
            mode: Mode::None,
            ..Access::default()
        };
        let api = Api::start(site.api_config(Some(redis.config()), open)).await;
        site.entered(&api).await;
        prepare(&api).await;
        // A replica that never read its events has no stream to offer when the database goes away.
        assert_eq!(api.get("/api/v1/stream").await.status, 200);
        Self { site, redis, api }
    }

    async fn superuser(&self, statement: &'static str) {
        let mut connection = self.site.superuser().await;
        sqlx::query(AssertSqlSafe(statement))
            .execute(&mut connection)
            .await
            .unwrap();
    }

    async fn note(&self, text: &str) -> Answer {
        self.api
            .send(Method::POST, "/api/v1/notes", &json!({"text": text}))
            .await
    }

    /// How many notes there are.
    async fn notes(&self) -> i64 {
        eventually("notes are counted", async || {
            self.api.get("/api/v1/notes?limit=1").await.json["total"].as_i64()
        })
        .await
    }

    /// All is as it was before the fault: reads with views, and writes.
    async fn recovers(&self) {
        eventually("reads and writes are back, views are counted", async || {
            let camera = self.api.get("/cameras/hall").await;
            let note = self.note("back").await;
            (note.status == 201 && camera.json["views"].is_i64()).then_some(())
        })
        .await;
    }
}

#[tokio::test]
async fn answers_without_a_fault() {
    let scene = Scene::new().await;
    table::compare("no fault", &ask_all(&scene.api, Order::OneByOne).await);
}

#[tokio::test]
async fn answers_while_postgres_is_killed_and_after_it_was_restarted() {
    let scene = Scene::new().await;
    scene.site.postgres.stop();
    table::compare("Postgres killed", &ask_all(&scene.api, Order::AtOnce).await);
    scene.site.postgres.start().await;
    scene.recovers().await;
    table::compare("Postgres restarted", &ask_all(&scene.api, Order::OneByOne).await);
}

#[tokio::test]
async fn answers_while_postgres_is_paused() {
    let scene = Scene::new().await;
    scene.site.postgres.pause();
    let answers = ask_all(&scene.api, Order::AtOnce).await;
    scene.site.postgres.resume();
    table::compare("Postgres paused", &answers);
    scene.recovers().await;
}

#[tokio::test]
async fn answers_while_postgres_takes_no_writes() {
    let scene = Scene::new().await;
    scene
        .superuser("alter system set default_transaction_read_only = on")
        .await;
    scene.superuser("select pg_reload_conf()").await;
    eventually("Postgres takes no writes", async || {
        (scene.note("x").await.status == 503).then_some(())
    })
    .await;
    table::compare("Postgres read-only", &ask_all(&scene.api, Order::OneByOne).await);
    let mut connection = scene.site.superuser().await;
    for statement in [
        "set default_transaction_read_only = off",
        "alter system reset default_transaction_read_only",
        "select pg_reload_conf()",
    ] {
        sqlx::query(statement).execute(&mut connection).await.unwrap();
    }
    scene.recovers().await;
}

#[tokio::test]
async fn answers_while_the_disk_of_postgres_is_full() {
    let Some(postgres) = Postgres::on_small_disk(96).await else {
        return eprintln!("skipped: faults: a full disk: only root can mount one");
    };
    let scene = Scene::on(postgres).await;
    // Whoever writes next needs a new page of the file.
    scene
        .superuser("truncate camerasite.audit_log, camerasite.shift_notes")
        .await;
    scene
        .superuser("create table public.ballast (filling text)")
        .await;
    let mut connection = scene.site.superuser().await;
    for rows in [1_000, 100, 10, 1] {
        let fill =
            format!("insert into public.ballast select repeat('x', 1900) from generate_series(1, {rows})");
        while sqlx::query(AssertSqlSafe(fill.clone()))
            .execute(&mut connection)
            .await
            .is_ok()
        {}
    }
    table::compare("Postgres full", &ask_all(&scene.api, Order::OneByOne).await);
    scene.superuser("drop table public.ballast").await;
    scene.recovers().await;
}

#[tokio::test]
async fn answers_while_redis_is_killed() {
    let scene = Scene::new().await;
    scene.redis.kill();
    table::compare("Redis killed", &ask_all(&scene.api, Order::OneByOne).await);
    scene.redis.restart();
    scene.recovers().await;
}

#[tokio::test]
async fn answers_while_redis_is_paused() {
    let scene = Scene::new().await;
    scene.redis.pause();
    let answers = ask_all(&scene.api, Order::OneByOne).await;
    scene.redis.resume();
    table::compare("Redis paused", &answers);
    scene.recovers().await;
}

#[tokio::test]
async fn answers_while_the_password_of_redis_is_wrong() {
    let scene = Scene::new().await;
    let password = std::fs::read(scene.redis.password_file()).unwrap();
    // The one that worked is remembered, so a wrong one tells only who has just started.
    std::fs::write(scene.redis.password_file(), "wrong-Secret").unwrap();
    let api = scene.site.api(Some(&scene.redis)).await;
    table::compare("Redis: wrong password", &ask_all(&api, Order::OneByOne).await);
    std::fs::write(scene.redis.password_file(), password).unwrap();
    Scene { api, ..scene }.recovers().await;
}

#[tokio::test]
async fn answers_while_both_are_killed() {
    let scene = Scene::new().await;
    scene.site.postgres.stop();
    scene.redis.kill();
    table::compare("both killed", &ask_all(&scene.api, Order::AtOnce).await);
    scene.redis.restart();
    scene.site.postgres.start().await;
    scene.recovers().await;
}

#[tokio::test]
async fn nothing_that_was_acknowledged_is_lost_when_postgres_is_killed_while_it_is_written_to() {
    let scene = Scene::new().await;
    let over = AtomicBool::default();
    let write = async |writer: u32| {
        let mut kept = Vec::new();
        for number in 0.. {
            if over.load(Ordering::Relaxed) {
                break;
            }
            let text = format!("{writer}/{number}");
            let note = scene.note(&text).await;
            match note.status.as_u16() {
                201 => kept.push(text),
                503 => tokio::time::sleep(std::time::Duration::from_millis(20)).await,
                other => panic!("{other}: {}", note.text),
            }
        }
        kept
    };
    let trouble = async {
        for _ in 0..3 {
            let begun = scene.notes().await;
            eventually("notes are written", async || {
                (scene.notes().await > begun + 10).then_some(())
            })
            .await;
            scene.site.postgres.stop();
            scene.site.postgres.start().await;
        }
        over.store(true, Ordering::Relaxed);
    };
    let (kept, ()) = tokio::join!(futures::future::join_all((0..4).map(write)), trouble);
    scene.recovers().await;
    let kept: Vec<_> = kept.into_iter().flatten().collect();
    let mut connection = scene.site.superuser().await;
    let stored: Vec<String> = sqlx::query_scalar("select text from camerasite.shift_notes")
        .fetch_all(&mut connection)
        .await
        .unwrap();
    assert!(kept.len() > 30, "{}", kept.len());
    for text in kept {
        let times = stored.iter().filter(|stored| **stored == text).count();
        assert_eq!(times, 1, "{text}");
    }
}
