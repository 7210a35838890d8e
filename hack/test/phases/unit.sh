# shellcheck shell=bash
# Tests that need no cluster: crates (with a real Postgres, Redis and RTSP server from packages), page, rules and dashboards
# (with a real Prometheus and Alertmanager).

need_packages chromium postgresql-15 redis-server curl python3-gi gir1.2-gst-rtsp-server-1.0 nginx-light \
  gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-plugins-ugly \
  prometheus python3-venv python3-yaml
need_page_packages

say "building alertmanager, amtool and prometheus-operator where they are missing"
hack/tools/alertmanager >/dev/null
hack/tools/prometheus-operator programs >/dev/null

# Most tests wait, for a packet of a camera or for a time-out: more of them at a time than there are processors.
RUST_TEST_THREADS="$((3 * $(nproc)))"
export RUST_TEST_THREADS
step 'unit: crates' cargo 1800 cargo test --workspace --locked --no-fail-fast
step 'unit: API by schemathesis' cargo 900 hack/test/schemathesis
# shellcheck disable=SC2154 # hack/test/run sets it.
if ((full)); then
  step 'unit: API on newer PostgreSQL' cargo 7200 hack/test/postgres-majors --all
else
  step 'unit: API on newer PostgreSQL' cargo 1800 hack/test/postgres-majors
fi
unset RUST_TEST_THREADS
step 'fuzz: parsers' lines 1800 hack/fuzz/run
step 'unit: page' vitest 300 npm --prefix web run --silent test
step 'unit: page in a browser' vitest 600 npm --prefix web run --silent e2e:mock
step 'unit: rules and dashboards' lines 600 hack/dashboards/tests/run
step 'generated files are fresh' check 600 hack/generate --check
