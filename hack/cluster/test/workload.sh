# shellcheck shell=bash
# A pod as users run them: restricted, on a claim, behind a Service, found by name, reached from this machine.

test_workload() {
  expect 'a restricted pod on a claim becomes Ready' start_pod
  expect_saying 'exec works' 'uid=999' kubectl -n workload exec page -- id
  expect_saying 'logs work' 'serving' kubectl -n workload logs page
  expect_saying 'a Service is found by name and answers' '^hello$' \
    kubectl -n workload exec page -- wget -q -O - http://page.workload.svc.cluster.local/
  expect_refusal_of_root 'Pod Security refuses a privileged pod'
  expect 'the web port is forwarded' hack/cluster/forward start web
  expect_saying 'the Service answers on the loopback' '^hello$' curl -s -m 5 "http://127.0.0.1:$WEB_PORT/"
  expect_saying 'the audit log has the write' '"verb":"(create|patch)".*"resource":"pods".*"name":"page"' cat "$LOG_DIR/audit.log"
}

start_pod() {
  render hack/cluster/test/pod.yaml | kubectl apply -f - && kubectl -n workload wait --for=condition=Ready pod/page --timeout=120s
}

# expect_refusal_of_root TEXT
expect_refusal_of_root() {
  kubectl -n workload run root --image="$BUSYBOX_IMAGE" --privileged >"$OUTPUT" 2>&1 || true
  if grep -q 'violates PodSecurity "restricted' "$OUTPUT"; then
    report 0 "$1"
  else
    report 1 "$1"
  fi
}

pod_serves() { [[ "$(curl -s -m 5 "http://127.0.0.1:$WEB_PORT/")" == hello ]]; }
