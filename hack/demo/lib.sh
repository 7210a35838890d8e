# shellcheck shell=bash
# Names of the demo's objects. Sourced by the scripts of this folder, which run in the repository's root.
# shellcheck disable=SC2034  # read by the scripts that source this file

# shellcheck source=../lib/env.sh
source hack/lib/env.sh
# shellcheck source=../lib/packages.sh
source hack/lib/packages.sh
# shellcheck source=../operator/diagnose.sh
source hack/operator/diagnose.sh

SITE=gare-de-lyon
SITE_NAMESPACE=paris
SOURCE_NAMESPACE=rtsp-source
# What /api/v1/cameras of the demo is read through.
API_URL="http://127.0.0.1:$API_PORT"
WEB_URL="http://127.0.0.1:$WEB_PORT"
