# shellcheck shell=bash
# Tests against a real kube-apiserver without a cluster.

step 'kube-apiserver: schema and rules' cargo 1800 hack/apiserver/run -- \
  cargo test -p crds --locked --test apiserver -- --ignored --nocapture
step 'kube-apiserver: operator' cargo 1800 hack/apiserver/run -- \
  cargo test -p operator --locked --test apiserver -- --ignored
