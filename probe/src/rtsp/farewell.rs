//! Who waits for the sessions of a probe to end.

use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tokio_util::task::TaskTracker;

tokio::task_local! {
    /// The farewells of the probe that runs in this task.
    static FAREWELLS: TaskTracker;
}

/// Runs `probing` until it has a result, or until `stop`; then it is dropped and there is none.
///
/// Either way it ends only after every session that the probe had was ended, which takes at most a second: whoever
/// probes the camera next finds it free, and a process that stops leaves no session behind.
pub async fn attended<T>(stop: impl Future<Output = ()>, probing: impl Future<Output = T>) -> Option<T> {
    let farewells = TaskTracker::new();
    let within = async {
        tokio::select! {
            biased;
            () = stop => None,
            done = probing => Some(done),
        }
    };
    let done = FAREWELLS.scope(farewells.clone(), within).await;
    farewells.close();
    farewells.wait().await;
    done
}

/// Says farewell in a task of its own, which [`attended`] waits for where there is one.
pub(super) fn spawn(runtime: &Handle, farewell: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
    match FAREWELLS.try_with(TaskTracker::clone) {
        Ok(farewells) => farewells.spawn_on(farewell, runtime),
        Err(_) => runtime.spawn(farewell),
    }
}
