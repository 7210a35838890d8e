# shellcheck shell=bash
# What the measurements share. Sourced by the scripts of this folder, which run in the repository's root.

# shellcheck source=../hack/lib/env.sh
source hack/lib/env.sh
# shellcheck source=../hack/lib/packages.sh
source hack/lib/packages.sh
# shellcheck source=../hack/operator/diagnose.sh
source hack/operator/diagnose.sh

readonly RESULTS=bench/results
readonly OPERATOR_NAMESPACE=camerasite-system OPERATOR=deployment/camerasite-operator

# prepare: packages, and a cluster with the operator.
prepare() {
  need_packages jq
  mkdir -p "$RESULTS"
  kubectl -n "$OPERATOR_NAMESPACE" rollout status "$OPERATOR" --timeout=60s >/dev/null 2>&1 ||
    die "no operator is ready in namespace $OPERATOR_NAMESPACE" "run: make cluster-up images-load && hack/operator/install"
}

# now: seconds since the epoch with milliseconds.
now() { date +%s.%3N; }

# since START: seconds from START to now, one decimal.
since() { jq -n --argjson from "$1" --argjson to "$(now)" '($to - $from) * 10 | round / 10'; }

# hardware: what the numbers were measured on, as JSON.
hardware() {
  jq -n --argjson cores "$(nproc)" --argjson kib "$(sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo)" \
    --arg cpu "$(sed -n 's/^model name\s*: //p' /proc/cpuinfo | head -n 1)" \
    '{cores: $cores, memoryGiB: ($kib / 1048576 | round), cpu: $cpu}'
}

# machine: the same with the cluster.
machine() {
  hardware | jq --arg kubernetes "$(kubectl version -o json | jq -r .serverVersion.gitVersion)" \
    --arg cluster "$(cat "$CLUSTER_STATE/provider" 2>/dev/null || printf 'other')" \
    '. + {kubernetes: $kubernetes, cluster: $cluster}'
}

# machine_line JSON: the same for people.
machine_line() {
  jq -r '.machine | "\(.cores) cores (\(.cpu)), \(.memoryGiB) GiB of memory, Kubernetes \(.kubernetes) (\(.cluster) cluster)"' <<<"$1"
}

# make_namespace NAME: with Pod Security restricted enforced; what a former run left there goes first.
make_namespace() {
  remove_namespace "$1"
  kubectl create namespace "$1" >/dev/null
  kubectl label namespace "$1" pod-security.kubernetes.io/enforce=restricted >/dev/null
}

# remove_namespace NAME: and waits until it is gone, so that it does not disturb what is measured next.
remove_namespace() { kubectl delete namespace "$1" --ignore-not-found --timeout=180s >/dev/null; }
