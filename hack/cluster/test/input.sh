# shellcheck shell=bash
# Bad input and bad machines: each a clear line and nothing half-done. No cluster is needed.

# as_nobody COMMAND…: as a user who is not root and yet may read the checkout, wherever it lies.
as_nobody() {
  setpriv --reuid=65534 --inh-caps=+dac_read_search,+dac_override --ambient-caps=+dac_read_search,+dac_override "$@"
}

test_input() {
  expect_refusal 'an unknown CLUSTER is refused' 'CLUSTER=docker is not a kind' env CLUSTER=docker hack/cluster/up
  expect_refusal 'too little disk is named with the folder' '1000000 GB are needed' env CAMERASITE_MIN_DISK_GB=1000000 hack/cluster/up
  expect_refusal 'too little memory is named' '100000 GB are needed' env CAMERASITE_MIN_MEMORY_GB=100000 hack/cluster/up
  expect_refusal 'loading images without a cluster is refused' 'the cluster is not up' hack/cluster/load hack/cluster/versions.env
  expect_refusal 'a missing image archive is named' 'nowhere.tar is missing' hack/cluster/load nowhere.tar
  expect_refusal 'forwarding without a cluster is refused' 'the cluster is not up' hack/cluster/forward start web
  expect_refusal 'an unknown forward is refused' 'no forward called telnet' hack/cluster/forward stop telnet
  expect 'health fails while no cluster is up' fails hack/cluster/health
  expect 'down without a cluster is no error' hack/cluster/down
  expect_refusal 'a user who is not root is told so' 'needs root' as_nobody hack/cluster/up
  test_taken_port
  expect 'nothing was left behind by the refusals' nothing_left
}

# fails COMMAND…
fails() { ! "$@"; }

test_taken_port() {
  hold_port "$KUBE_API_PORT"
  expect_refusal 'a taken port is named, with its holder' "127.0.0.1:$KUBE_API_PORT .* is taken \\(held by .*socat" hack/cluster/up
  release_port "$KUBE_API_PORT"
}
