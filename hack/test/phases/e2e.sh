# shellcheck shell=bash
# The product on a real cluster.

step 'operator: install' check 600 hack/operator/install
step 'e2e: cluster' cargo 1800 hack/test/e2e cluster
step 'e2e: demo' check 600 hack/demo/up
step 'e2e: page in a browser' vitest 300 env BASE_URL="http://127.0.0.1:$WEB_PORT" \
  npm --prefix web run --silent e2e
# Pictures of every page for people to look at; the workflow keeps them.
step 'e2e: page on a site that is disturbed' vitest 2400 env BASE_URL="http://127.0.0.1:$WEB_PORT" \
  SCREENSHOT_DIR="$TEST_LOGS/screenshots" npm --prefix web run --silent e2e:stack
step 'cluster: down' check 300 hack/cluster/down
