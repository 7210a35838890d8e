use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use contract::credentials::{AuthoritiesFile, BasicAuth, CredentialsFile};
use contract::inventory::{Camera, CamerasFile};
use probe::state::Hold;
use probe::{Assignment, Credentials, Scheduler, Snapshot};
use tokio::sync::{Notify, watch};

use super::*;
use crate::inventory::parse_cameras;
use crate::reload::Loaded;

/// A camera that numbers its pictures; `failing` makes it give none, `gated` makes each wait for a permit.
#[derive(Debug, Default)]
struct Script {
    shots: AtomicUsize,
    failing: Mutex<Option<Reason>>,
    gate: Option<Notify>,
}

impl Lens for Arc<Script> {
    async fn shoot(&self, _: &Target, _: Option<&Credentials>) -> Result<Bytes, PictureError> {
        let number = self.shots.fetch_add(1, Ordering::SeqCst) + 1;
        if let Some(gate) = &self.gate {
            gate.notified().await;
        }
        match *self.failing.lock().unwrap() {
            Some(reason) => Err(PictureError {
                reason,
                message: "no picture today".to_owned(),
            }),
            None => Ok(Bytes::from(number.to_string())),
        }
    }
}

struct Fixture {
    script: Arc<Script>,
    previews: Arc<Previews<Arc<Script>>>,
    inventory: watch::Sender<Loaded<CamerasFile>>,
    board: Arc<Board>,
}

fn inventory(mode: Mode) -> CamerasFile {
    let mut file: CamerasFile = parse_cameras(
        br#"{"schemaVersion":1,"site":"nord","displayName":"","city":"","timeZone":"UTC","shards":1,
            "probe":{"depth":"Describe","intervalSeconds":10,"timeoutSeconds":5,"failureThreshold":3,"successThreshold":1},
            "cameras":[{"name":"hall","displayName":"","zone":"","location":null,"url":"http://192.0.2.1/picture",
                "enabled":true,"priority":"Normal","tags":[],"credentials":"hall","origin":"Declared",
                "probe":{"depth":"Describe","intervalSeconds":10,"timeoutSeconds":5,"failureThreshold":3,
                    "successThreshold":1}}]}"#,
    )
    .unwrap();
    let blind = Camera {
        name: "blind".to_owned(),
        url: "rtsp://192.0.2.1/".to_owned(),
        ..file.cameras[0].clone()
    };
    file.cameras.insert(0, blind);
    file.previews = mode;
    file
}

fn loaded(file: CamerasFile) -> Loaded<CamerasFile> {
    Loaded {
        value: Some(Arc::new(file)),
        problem: None,
    }
}

fn fixture(script: Script) -> Fixture {
    let file = inventory(Mode::OnDemand);
    let login = BasicAuth {
        username: "viewer".to_owned(),
        password: "hunter2".to_owned(),
    };
    let credentials = CredentialsFile([("hall".to_owned(), login)].into());
    let assignment = Assignment::new(&file, &credentials, &AuthoritiesFile::default(), 0);
    let (_, assignment) = watch::channel(Arc::new(assignment));
    let (sender, inventory) = watch::channel(loaded(file));
    let watched = Watched::of(inventory, assignment);
    let scheduler = Scheduler::new(probe::scheduler::Config::default());
    let board = Arc::new(Board::new("nord", watched.clone(), &scheduler).unwrap());
    let script = Arc::new(script);
    let previews = Previews::new(Arc::clone(&script), watched, Arc::clone(&board));
    Fixture {
        script,
        previews: Arc::new(previews),
        inventory: sender,
        board,
    }
}

impl Fixture {
    fn shots(&self) -> usize {
        self.script.shots.load(Ordering::SeqCst)
    }

    fn fail(&self, reason: Option<Reason>) {
        *self.script.failing.lock().unwrap() = reason;
    }

    /// The number of the picture that is shown, and why it is not a new one.
    async fn look(&self) -> Result<(String, Option<Reason>), Refusal> {
        let Look { shot, stale } = self.previews.look("hall").await?;
        Ok((String::from_utf8(shot.jpeg.to_vec()).unwrap(), stale))
    }
}

#[tokio::test(start_paused = true)]
async fn a_camera_is_asked_once_in_two_seconds_however_often_somebody_looks() {
    let fixture = fixture(Script::default());
    assert_eq!(fixture.shots(), 0, "nobody has looked");
    for _ in 0..3 {
        assert_eq!(fixture.look().await, Ok(("1".to_owned(), None)));
    }
    tokio::time::advance(PACE).await;
    assert_eq!(fixture.look().await, Ok(("2".to_owned(), None)));
    assert_eq!(fixture.shots(), 2);
}

#[tokio::test(start_paused = true)]
async fn many_who_look_at_once_share_one_fetch() {
    let fixture = fixture(Script {
        gate: Some(Notify::new()),
        ..Script::default()
    });
    let (one, two, ()) = tokio::join!(fixture.look(), fixture.look(), async {
        tokio::task::yield_now().await;
        fixture.script.gate.as_ref().unwrap().notify_one();
    });
    assert_eq!(
        (one, two),
        (Ok(("1".to_owned(), None)), Ok(("1".to_owned(), None)))
    );
    assert_eq!(fixture.shots(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_picture_that_cannot_be_renewed_is_shown_with_the_reason() {
    let fixture = fixture(Script::default());
    fixture.fail(Some(Reason::Refused));
    let refused = fixture.look().await.unwrap_err();
    assert!(
        matches!(&refused, Refusal::Failed(error) if error.reason == Reason::Refused),
        "{refused:?}"
    );
    assert_eq!(
        fixture.look().await,
        Err(refused),
        "and the camera is not asked again at once"
    );
    assert_eq!(fixture.shots(), 1);

    fixture.fail(None);
    tokio::time::advance(PACE).await;
    assert_eq!(fixture.look().await, Ok(("2".to_owned(), None)));
    fixture.fail(Some(Reason::Timeout));
    tokio::time::advance(PACE).await;
    for _ in 0..2 {
        assert_eq!(fixture.look().await, Ok(("2".to_owned(), Some(Reason::Timeout))));
    }
    assert_eq!(fixture.shots(), 3);
}

#[tokio::test(start_paused = true)]
async fn one_who_leaves_early_does_not_make_the_next_one_hurry_the_camera() {
    let fixture = fixture(Script {
        gate: Some(Notify::new()),
        ..Script::default()
    });
    let start = Instant::now();
    assert!(tokio::time::timeout(PACE / 4, fixture.look()).await.is_err());
    fixture.script.gate.as_ref().unwrap().notify_one();
    assert_eq!(fixture.look().await, Ok(("2".to_owned(), None)));
    assert!(
        start.elapsed() >= PACE,
        "{:?} after the one before",
        start.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn nothing_is_fetched_that_may_not_be_shown() {
    let fixture = fixture(Script::default());
    assert_eq!(
        fixture.previews.look("vault").await.unwrap_err(),
        Refusal::NotOurs
    );
    assert_eq!(
        fixture.previews.look("blind").await.unwrap_err(),
        Refusal::NoSource
    );

    let until = Timestamp::now() + Duration::from_mins(5);
    let hold = Hold {
        until,
        fingerprint: Credentials::new("viewer", "hunter2").fingerprint("salt"),
    };
    let snapshot = Snapshot {
        hold: Some(hold),
        ..Snapshot::new(Timestamp::now(), 10)
    };
    fixture.board.restore("hall", snapshot);
    assert_eq!(fixture.look().await, Err(Refusal::Held(until)));

    fixture.inventory.send_replace(loaded(inventory(Mode::Off)));
    assert_eq!(fixture.look().await, Err(Refusal::Off));
    assert_eq!(fixture.shots(), 0);
}

#[tokio::test(start_paused = true)]
async fn turning_previews_off_empties_the_memory() {
    let fixture = fixture(Script::default());
    fixture.look().await.unwrap();
    let stop = CancellationToken::new();
    let tidying = tokio::spawn({
        let (previews, stop) = (Arc::clone(&fixture.previews), stop.clone());
        async move { previews.keep_tidy(&stop).await }
    });
    tokio::time::sleep(TIDY * 2).await;
    assert!(fixture.previews.store().shot("hall").is_some());
    fixture.inventory.send_replace(loaded(inventory(Mode::Off)));
    tokio::time::sleep(TIDY * 2).await;
    assert!(fixture.previews.store().shot("hall").is_none());
    stop.cancel();
    tidying.await.unwrap();
}
