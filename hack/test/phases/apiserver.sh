# shellcheck shell=bash
# Tests against a real kube-apiserver without a cluster. The whole workspace is named, so that features, and with them
# the compiled dependencies, are those of the unit tests.

# What the chart allows the operator is applied, too.
hack/tools/helm

step 'kube-apiserver: schema, rules, operator' cargo 1800 hack/apiserver/run -- \
  cargo test --workspace --locked --no-fail-fast --test apiserver -- --ignored --nocapture --skip crash::
# shellcheck disable=SC2154 # hack/test/run sets it.
if ((full)); then
  step 'kube-apiserver: operator disturbed at every write' cargo 21600 hack/test/crash --all
else
  step 'kube-apiserver: operator disturbed' cargo 3600 hack/test/crash
fi
