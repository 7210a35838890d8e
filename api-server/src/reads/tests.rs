use std::sync::atomic::{AtomicU32, Ordering};

use futures::future::{join_all, pending};
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep};

use super::*;

type Numbers = Reads<&'static str, u32>;

/// Something that is read: how often, and what was written before.
#[derive(Default)]
struct Store {
    reads: AtomicU32,
    value: AtomicU32,
}

impl Store {
    /// A read that takes its time, and sees what is there when it begins.
    async fn slow_read(self: Arc<Self>) -> u32 {
        self.reads.fetch_add(1, Ordering::SeqCst);
        let seen = self.value.load(Ordering::SeqCst);
        sleep(Duration::from_millis(400)).await;
        seen
    }
}

#[tokio::test(start_paused = true)]
async fn who_comes_during_a_read_shares_the_next_one() {
    let (reads, store) = (Numbers::default(), Arc::new(Store::default()));
    let ask = async |after: u64| {
        sleep(Duration::from_millis(after)).await;
        reads.read("all", || Arc::clone(&store).slow_read()).await
    };
    let write = async {
        sleep(Duration::from_millis(40)).await;
        store.value.store(7, Ordering::SeqCst);
    };
    let (first, others, ()) = tokio::join!(
        ask(0),
        join_all((0..500).map(|number| ask(50 + number / 2))),
        write
    );
    assert_eq!(first, 0, "it began before the write");
    assert!(others.iter().all(|seen| *seen == 7), "they asked after the write");
    assert_eq!(store.reads.load(Ordering::SeqCst), 2);
    assert!(lock(&reads.0).is_empty(), "nothing is kept");
}

#[tokio::test(start_paused = true)]
async fn different_things_are_read_side_by_side() {
    let (reads, store) = (Numbers::default(), Arc::new(Store::default()));
    let started = Instant::now();
    join_all(["a", "b", "c"].map(|key| reads.read(key, || Arc::clone(&store).slow_read()))).await;
    assert_eq!(store.reads.load(Ordering::SeqCst), 3);
    assert!(started.elapsed() < PATIENCE);
}

#[tokio::test(start_paused = true)]
async fn who_goes_away_stops_nobody_and_when_all_do_the_read_ends() {
    struct Ended(Arc<Semaphore>);
    impl Drop for Ended {
        fn drop(&mut self) {
            self.0.add_permits(1);
        }
    }

    let (reads, store) = (Arc::new(Numbers::default()), Arc::new(Store::default()));
    let ask = || {
        let (reads, store) = (Arc::clone(&reads), Arc::clone(&store));
        tokio::spawn(async move { reads.read("all", || store.slow_read()).await })
    };
    let (first, second) = (ask(), ask());
    sleep(Duration::from_millis(100)).await;
    first.abort();
    assert_eq!(second.await.unwrap(), 0);
    assert_eq!(store.reads.load(Ordering::SeqCst), 1);

    let ended = Arc::new(Semaphore::new(0));
    let hanging = Ended(Arc::clone(&ended));
    let lonely = {
        let reads = Arc::clone(&reads);
        tokio::spawn(async move {
            let work = async move {
                let _ended = hanging;
                pending().await
            };
            reads.read("all", || work).await
        })
    };
    sleep(Duration::from_millis(100)).await;
    assert_eq!(ended.available_permits(), 0);
    lonely.abort();
    let _ = ended.acquire().await.unwrap();
    assert_eq!(ask().await.unwrap(), 0);
    assert!(lock(&reads.0).is_empty(), "nothing is kept");
}

#[tokio::test(start_paused = true)]
async fn a_read_that_hangs_holds_up_nobody_for_long() {
    let (reads, store) = (Numbers::default(), Arc::new(Store::default()));
    let hanging = reads.read("all", pending);
    let others = async {
        sleep(Duration::from_millis(10)).await;
        let started = Instant::now();
        for _ in 0..3 {
            reads.read("all", || Arc::clone(&store).slow_read()).await;
        }
        started.elapsed()
    };
    tokio::select! {
        _ = hanging => unreachable!("it hangs"),
        took = others => assert!(took < (PATIENCE + Duration::from_secs(1)) * 3, "{took:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobody_sees_less_than_was_written_before_they_asked() {
    let (reads, store) = (Arc::new(Numbers::default()), Arc::new(Store::default()));
    let clients = (0..16).map(|_| {
        let (reads, store) = (Arc::clone(&reads), Arc::clone(&store));
        tokio::spawn(async move {
            for _ in 0..500 {
                let written = store.value.fetch_add(1, Ordering::SeqCst) + 1;
                let read = || {
                    let store = Arc::clone(&store);
                    async move {
                        let seen = store.value.load(Ordering::SeqCst);
                        tokio::task::yield_now().await;
                        store.reads.fetch_add(1, Ordering::SeqCst);
                        seen
                    }
                };
                let seen = reads.read("all", read).await;
                assert!(seen >= written, "{seen} is older than {written}");
            }
        })
    });
    for client in join_all(clients).await {
        client.unwrap();
    }
    let count = store.reads.load(Ordering::SeqCst);
    assert!(count < 16 * 500, "{count} reads: none was shared");
    assert!(lock(&reads.0).is_empty(), "nothing is kept");
}
