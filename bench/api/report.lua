-- What wrk measured, as a line of JSON: requests per second and latency in milliseconds.
function done(summary, latency)
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout
  print(string.format(
    'json {"perSecond": %.0f, "p50": %.3f, "p99": %.3f, "failed": %d}',
    summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, failed))
end
