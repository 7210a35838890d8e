"""Every metric that rules and dashboards may ask for: who exports it, its type and its labels.

Labels that Prometheus adds to a target (namespace, site, job, pod, instance) are not named here.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Metric:
    """A metric family. `labels` are those that its exporter sets."""

    exporter: str
    kind: str
    labels: tuple = ()


CAMERA = ("camera", "zone", "priority")
POD = ("namespace", "pod", "container")


def family(exporter, kind, *names, labels=()):
    """Metrics alike in all but the name."""
    return {name: Metric(exporter, kind, labels) for name in names}


METRICS = (
    family("prober", "gauge", "camera_up", "camera_stream_fps", "camera_stream_bitrate_bps", labels=CAMERA)
    | family("prober", "gauge", "camera_clock_skew_seconds", "camera_last_frame_age_seconds", labels=CAMERA)
    | family("prober", "gauge", "camera_last_probe_timestamp_seconds", labels=CAMERA)
    | family("prober", "gauge", "camera_certificate_expiry_timestamp_seconds", labels=CAMERA)
    | family("prober", "gauge", "camera_maintenance", labels=CAMERA)
    | family("prober", "gauge", "camera_state", labels=(*CAMERA, "state"))
    | family("prober", "gauge", "camera_reason", labels=(*CAMERA, "reason"))
    | family(
        "prober",
        "gauge",
        "camera_info",
        labels=(*CAMERA, "display_name", "codec", "width", "height", "make", "model", "firmware"),
    )
    | family("prober", "histogram", "camera_probe_duration_seconds", labels=("stage",))
    | family("prober", "counter", "camera_probes_total", labels=("outcome",))
    | family("prober", "counter", "camera_probe_failures_total", labels=("reason",))
    | family("prober", "gauge", "prober_lag_seconds", "prober_cameras", "prober_states_restored")
    | family("prober", "gauge", "prober_events_buffered", "prober_gateway_up")
    | family("prober", "counter", "prober_events_lost_total")
    | family("prober", "counter", "prober_batches_total", labels=("outcome",))
    | family("api", "gauge", "camerasite_site_info", labels=("city", "vlan", "url"))
    | family("api", "gauge", "http_requests_in_flight", "stream_clients")
    | family("api", "counter", "stream_events_total", labels=("event",))
    | family("api", "counter", "stream_resets_total", "stream_clients_refused_total")
    | family("api", "counter", "http_requests_total", labels=("method", "route", "status"))
    | family("api", "histogram", "http_request_duration_seconds", labels=("method", "route"))
    # Of api, prober and operator alike.
    | family("api", "counter", "process_cpu_seconds_total")
    | family("api", "gauge", "process_resident_memory_bytes", "process_open_fds", "process_max_fds")
    | family("api", "gauge", "process_start_time_seconds")
    | family("operator", "counter", "camerasite_operator_reconciliations_total", labels=("result",))
    | family("operator", "counter", "camerasite_operator_reconcile_errors_total", labels=("reason",))
    | family("operator", "counter", "camerasite_operator_writes_total", labels=("verb",))
    | family("operator", "counter", "camerasite_operator_polls_total", labels=("result",))
    | family("operator", "counter", "camerasite_operator_watch_errors_total", labels=("kind",))
    | family("operator", "histogram", "camerasite_operator_reconcile_duration_seconds")
    | family("operator", "gauge", "camerasite_operator_passes_in_progress", "camerasite_operator_leader")
    | family("operator", "gauge", "camerasite_operator_ready")
    | family("postgres-exporter", "gauge", "pg_up", "pg_settings_max_connections")
    | family(
        "postgres-exporter", "gauge", "pg_database_size_bytes", "pg_stat_database_numbackends", labels=("datname",)
    )
    | family("postgres-exporter", "counter", "pg_stat_database_xact_commit", labels=("datname",))
    | family("postgres-exporter", "counter", "pg_stat_database_xact_rollback", labels=("datname",))
    | family("postgres-exporter", "counter", "pg_stat_database_blks_hit", labels=("datname",))
    | family("postgres-exporter", "counter", "pg_stat_database_blks_read", labels=("datname",))
    | family("postgres-exporter", "counter", "pg_stat_database_deadlocks", labels=("datname",))
    | family("redis-exporter", "gauge", "redis_up", "redis_connected_clients", "redis_memory_used_bytes")
    | family("redis-exporter", "gauge", "redis_memory_max_bytes", "redis_rdb_changes_since_last_save")
    | family("redis-exporter", "counter", "redis_commands_processed_total", "redis_evicted_keys_total")
    | family("kubelet", "counter", "container_cpu_usage_seconds_total", labels=POD)
    | family("kubelet", "gauge", "container_memory_working_set_bytes", "container_spec_memory_limit_bytes", labels=POD)
    | family("kubelet", "gauge", "container_spec_cpu_quota", "container_spec_cpu_period", labels=POD)
    | family("kube-state-metrics", "gauge", "kube_pod_container_resource_limits", labels=(*POD, "resource"))
    # Of Prometheus itself.
    | family("prometheus", "gauge", "up")
    | family("prometheus", "gauge", "ALERTS", labels=("alertname", "alertstate", "severity", *CAMERA))
    | family("rules", "gauge", "camerasite:cameras:count", "camerasite:cameras_down:count")
    | family("rules", "gauge", "camerasite:cameras_unreachable:count")
    | family("rules", "gauge", "camerasite:container_cpu_limit:percent", "camerasite:container_memory_limit:percent")
)

# The exporters whose sources are in this repository, and where.
SOURCES = {"prober": "api-server/src", "api": "api-server/src", "operator": "operator/src"}


def base(name):
    """The family of a series name: a histogram's three series are one family."""
    for suffix in ("_bucket", "_sum", "_count"):
        stem = name.removesuffix(suffix)
        if stem != name and METRICS.get(stem, Metric("", "")).kind == "histogram":
            return stem
    return name
