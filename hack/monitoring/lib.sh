# shellcheck shell=bash
# Names of the monitoring stack. Sourced by the scripts of this folder, which run in the repository's root.
# shellcheck disable=SC2034  # read by the scripts that source this file

# shellcheck source=../lib/env.sh
source hack/lib/env.sh
# shellcheck source=../lib/packages.sh
source hack/lib/packages.sh
# shellcheck source=../operator/diagnose.sh
source hack/operator/diagnose.sh
# shellcheck source=../cluster/provider.sh
source hack/cluster/provider.sh

MONITORING_NAMESPACE=monitoring
MONITORING_RELEASE=kps
