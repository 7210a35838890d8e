# shellcheck shell=bash
# The product on a real cluster.

need_packages chromium
need_page_packages

step 'operator: install' check 600 hack/operator/install
step 'e2e: cluster' cargo 1800 hack/test/e2e cluster
step 'e2e: demo' check 600 hack/demo/up
step 'e2e: page in a browser' vitest 300 env BASE_URL="http://127.0.0.1:$WEB_PORT" \
  npm --prefix web run --silent e2e
# Pictures of every page for people to look at; the workflow keeps them.
step 'e2e: page on a site that is disturbed' vitest 2400 env BASE_URL="http://127.0.0.1:$WEB_PORT" \
  SCREENSHOT_DIR="$TEST_LOGS/screenshots" npm --prefix web run --silent e2e:stack
# With images of four programs more and alerts that take their minutes: as long as all the others together.
# shellcheck disable=SC2154 # hack/test/run sets it.
if ((full)); then
  step 'monitoring: up' check 1800 hack/monitoring/up
  step 'operator: install with monitoring' check 600 hack/operator/install --values hack/monitoring/operator-values.yaml
  step 'e2e: monitoring' cargo 3600 hack/test/e2e monitoring
fi
step 'cluster: down' check 300 hack/cluster/down
