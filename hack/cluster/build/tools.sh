# shellcheck shell=bash
# The other programs that the clusters need. Sourced after build/lib.sh.

build_helm() { go_install "$HELM_BIN" helm.sh/helm/v4/cmd/helm "$HELM_VERSION"; }
build_coredns() { go_install "$COREDNS_BIN" github.com/coredns/coredns "$COREDNS_VERSION"; }
build_local_path() { go_install "$LOCAL_PATH_BIN" github.com/rancher/local-path-provisioner "$LOCAL_PATH_VERSION"; }
build_kind() { go_install "$KIND_BIN" sigs.k8s.io/kind "$KIND_VERSION"; }
