//! The guard lets the tests' own cluster in; that it keeps others out is a unit test.

use anyhow::Result;
use e2e::cluster;

#[tokio::test]
#[ignore = "needs a cluster: make e2e"]
async fn the_cluster_is_marked_as_one_for_tests() -> Result<()> {
    cluster::connect().await.map(drop)
}
