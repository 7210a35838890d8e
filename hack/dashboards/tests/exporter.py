"""Two sites in one namespace and their operator, as exporters would show them: healthy, or with every fault at once."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from hack.dashboards.metrics import METRICS

NAMESPACE = "paris"
# The second site's name begins with the first one's, and it never has a fault.
SICK, WELL = "nord", "nord-api"
CAMERAS = {SICK: 12, WELL: 8}
SHARDS = 2
COMPONENTS = {"api", "prober", "postgres-exporter", "redis-exporter"}
STATES = ("Up", "Degraded", "Down", "Flapping", "Unknown")


class Page:
    """The text of one scrape."""

    def __init__(self):
        self.lines = []

    def add(self, name, value, **labels):
        """A series of a metric that the table knows, with just the labels that it has there."""
        metric = METRICS[name]
        missing = set(metric.labels) ^ set(labels)
        if missing:
            raise ValueError(f"{name}: labels {sorted(missing)} differ from the table")
        self.write(name, value, labels)

    def histogram(self, name, fast, slow, **labels):
        """A histogram of `fast` observations of up to a second and `slow` ones of 15 to 60."""
        if METRICS[name].kind != "histogram":
            raise ValueError(f"{name} is no histogram")
        for bound, count in (("0.1", fast / 2), ("1", fast), ("15", fast), ("60", fast + slow), ("+Inf", fast + slow)):
            self.write(f"{name}_bucket", count, labels | {"le": bound})
        self.write(f"{name}_sum", fast * 0.1 + slow * 30, labels)
        self.write(f"{name}_count", fast + slow, labels)

    def write(self, name, value, labels):
        """One line."""
        pairs = ",".join(f'{label}="{text}"' for label, text in labels.items())
        self.lines.append(f"{name}{{{pairs}}} {value}")


class World:
    """What every exporter shows; a fault is of the sick site and the operator. What counts faults is absent before the first."""

    def __init__(self):
        self.started = time.time()
        self.fault_since = None

    def break_it(self):
        """From now on all is wrong."""
        self.fault_since = time.time()

    def targets(self):
        """(path, labels) of every target, as service discovery would give them."""
        for site in CAMERAS:
            for shard in range(SHARDS):
                yield f"/prober/{site}/{shard}", target("prober", f"{site}-prober-{shard}", site)
            for pod in (f"{site}-api-5d4f8c-abcde", f"{site}-api-5d4f8c-fghij"):
                yield f"/api/{site}/{pod}", target("api", pod, site)
            for exporter in ("postgres-exporter", "redis-exporter"):
                yield f"/{exporter}/{site}/0", target(exporter, f"{site}-{exporter}-5d4f8c-abcde", site)
        yield "/operator/-/0", target("operator", "camerasite-operator-5d4f8c-abcde")
        yield "/kubelet/-/0", {"job": "kubelet"}
        yield "/kube-state-metrics/-/0", {"job": "kube-state-metrics"}

    def page(self, path):
        """The answer to a scrape of `path`."""
        _, exporter, site, which = path.split("/")
        faulty = self.fault_since is not None and site != WELL
        age, page = time.time() - self.started, Page()
        broken = time.time() - self.fault_since if faulty else 0
        getattr(self, exporter.replace("-", "_"))(page, site, which, age, broken, faulty)
        return "\n".join(page.lines) + "\n"

    def prober(self, page, site, shard, age, broken, faulty):
        """One shard: every second camera of the site, and the shard's own series."""
        for number in range(int(shard), CAMERAS[site], SHARDS):
            camera(page, number, faulty)
        for stage in ("dns", "tcp", "describe"):
            page.histogram("camera_probe_duration_seconds", age, 0, stage=stage)
        page.add("camera_probes_total", age, outcome="ok")
        if faulty:
            page.add("camera_probes_total", broken, outcome="failed")
            page.add("camera_probe_failures_total", broken, reason="Timeout")
        page.add("prober_lag_seconds", 42 if faulty else 0.01)
        page.add("prober_cameras", CAMERAS[site] // SHARDS)
        page.add("prober_states_restored", 1)
        page.add("prober_events_buffered", 100 if faulty else 0)
        page.add("prober_events_lost_total", 0)
        page.add("prober_batches_total", age, outcome="ok")
        page.add("prober_gateway_up", 0 if faulty else 1)
        self.process(page, age)

    def api(self, page, site, _, age, broken, faulty):
        """One API pod."""
        page.add("camerasite_site_info", 1, city="Paris", vlan="120", url=f"http://{site}.example.net")
        page.add("http_requests_in_flight", 1)
        for route in ("/cameras", "/api/v1/cameras", "/api/v1/stream", "/api/v1/cameras/{key}/probe"):
            page.add("http_requests_total", age, method="GET", route=route, status="200")
            if faulty:
                page.add("http_requests_total", 10 * broken, method="GET", route=route, status="503")
            page.histogram("http_request_duration_seconds", age, 10 * broken, method="GET", route=route)
        self.process(page, age)

    def operator(self, page, _site, _which, age, broken, faulty):
        """The operator."""
        page.add("camerasite_operator_reconciliations_total", age, result="ok")
        if faulty:
            page.add("camerasite_operator_reconciliations_total", 10 * broken, result="error")
            page.add("camerasite_operator_reconcile_errors_total", 10 * broken, reason="ApplyFailed")
            page.add("camerasite_operator_watch_errors_total", 100 * broken, kind="Secret")
        page.add("camerasite_operator_writes_total", age, verb="apply")
        page.add("camerasite_operator_polls_total", age, result="ok")
        page.histogram("camerasite_operator_reconcile_duration_seconds", age, 10 * broken)
        page.add("camerasite_operator_passes_in_progress", 0)
        page.add("camerasite_operator_leader", 0 if faulty else 1)
        page.add("camerasite_operator_ready", 1)
        self.process(page, age)

    def process(self, page, age):
        """What every process of ours shows of itself."""
        page.add("process_cpu_seconds_total", age / 10)
        page.add("process_resident_memory_bytes", 20e6)
        page.add("process_open_fds", 20)
        page.add("process_max_fds", 1024)
        page.add("process_start_time_seconds", self.started)

    @staticmethod
    def postgres_exporter(page, _site, _which, age, _broken, faulty):
        """Postgres."""
        page.add("pg_up", 0 if faulty else 1)
        page.add("pg_settings_max_connections", 100)
        for name in (
            name for name, metric in METRICS.items() if metric.exporter == "postgres-exporter" and metric.labels
        ):
            page.add(name, age, datname="camerasite")

    @staticmethod
    def redis_exporter(page, _site, _which, age, _broken, faulty):
        """Redis."""
        page.add("redis_up", 0 if faulty else 1)
        for name in (
            name for name, metric in METRICS.items() if metric.exporter == "redis-exporter" and name != "redis_up"
        ):
            page.add(name, age)

    @staticmethod
    def kubelet(page, _site, _which, age, broken, faulty):
        """cAdvisor: use, and the limits of the pods that kube-state-metrics here does not know."""
        for site in CAMERAS:
            hot = faulty and site == SICK
            for pod, container in pods(site):
                labels = {"namespace": NAMESPACE, "pod": pod, "container": container}
                page.add("container_cpu_usage_seconds_total", age / 10 + (5000 * broken if hot else 0), **labels)
                page.add("container_memory_working_set_bytes", 99e6 if hot else 20e6, **labels)
                page.add("container_spec_memory_limit_bytes", 100e6, **labels)
                page.add("container_spec_cpu_quota", 100000, **labels)
                page.add("container_spec_cpu_period", 100000, **labels)

    @staticmethod
    def kube_state_metrics(page, _site, _which, _age, _broken, _faulty):
        """Limits of the first pod of each site."""
        for site in CAMERAS:
            pod, container = next(pods(site))
            for resource, limit in (("cpu", 1), ("memory", 100e6)):
                page.add(
                    "kube_pod_container_resource_limits",
                    limit,
                    namespace=NAMESPACE,
                    pod=pod,
                    container=container,
                    resource=resource,
                )


def target(job, pod, site=None):
    """Labels of a target."""
    labels = {"job": job, "namespace": NAMESPACE, "pod": pod, "container": job}
    return labels | ({"site": site} if site else {})


def pods(site):
    """Pods of a site with their containers."""
    yield f"{site}-api-5d4f8c-abcde", "api"
    yield f"{site}-prober-0", "prober"
    yield f"{site}-postgres-0", "postgres"


def camera(page, number, faulty):
    """All series of a camera. At a fault, all but two cannot be reached; the others flap or freeze."""
    labels = {
        "camera": f"camera-{number}",
        "zone": f"zone-{number % 3}",
        "priority": "Critical" if number == 0 else "Normal",
    }
    state, reason = "Up", None
    if faulty:
        state, reason = {10: ("Flapping", "Timeout"), 11: ("Degraded", "Frozen")}.get(number, ("Down", "Timeout"))
    page.add("camera_up", 0 if state == "Down" else 1, **labels)
    for one in STATES:
        page.add("camera_state", 1 if one == state else 0, state=one, **labels)
    if reason:
        page.add("camera_reason", 1, reason=reason, **labels)
    page.add("camera_maintenance", 0, **labels)
    page.add(
        "camera_info",
        1,
        display_name=f"Camera {number}",
        codec="H264",
        width="1920",
        height="1080",
        make="Acme",
        model="X",
        firmware="1.0",
        **labels,
    )
    page.add("camera_stream_fps", 25, **labels)
    page.add("camera_stream_bitrate_bps", 4e6, **labels)
    page.add("camera_clock_skew_seconds", 60 if faulty else 0.5, **labels)
    page.add("camera_last_frame_age_seconds", 30, **labels)
    page.add("camera_last_probe_timestamp_seconds", time.time() - 5, **labels)
    page.add("camera_certificate_expiry_timestamp_seconds", time.time() + 1e7, **labels)


class Exporter:
    """The world behind HTTP on a free port of the loopback."""

    def __init__(self, world):
        class Handler(BaseHTTPRequestHandler):
            """Answers scrapes."""

            def do_GET(self):  # pylint: disable=invalid-name
                """One scrape."""
                body = world.page(self.path).encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/plain; version=0.0.4")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):  # pylint: disable=arguments-differ
                """Scrapes are no news."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        """Ends it."""
        self.server.shutdown()
        self.server.server_close()
