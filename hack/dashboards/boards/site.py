"""One site. The operator fills in __uid__, __namespace__, __site__ and __web__ (the address of its page)."""

from hack.dashboards.boards.common import (
    API,
    DATABASE,
    OF_SITE,
    PODS,
    SITE,
    SITE_TAG,
    camera_events,
    camera_links,
    process_panels,
    quantiles,
    site_links,
    zone_variable,
)
from hack.dashboards.frame import Row, annotation, constant, dashboard
from hack.dashboards.panels import (
    BLUE,
    GREEN,
    ORANGE,
    RED,
    STATE_COLOURS,
    Column,
    bars,
    graph,
    panel_link,
    stat,
    table,
    timeline,
    values,
)

CAMERAS = f'{SITE}, zone=~"$zone"'
WORKING = [(None, RED), (0.8, ORANGE), (0.98, GREEN)]


def in_state(state):
    """How many cameras are shown in a state."""
    return f'sum(max by (camera) (camera_state{{{CAMERAS}, state="{state}"}}))'


def build():
    """The dashboard."""
    component_alerts = f'ALERTS{{{SITE}, alertstate="firing", component!=""}}'
    return dashboard(
        "__uid__",
        "CameraSite: __namespace__ / __site__",
        "The cameras of one site, and the parts that watch them.",
        rows=[
            Row("Cameras now", 5, now()),
            Row("What is wrong", 9, [not_up(), by_zone()]),
            Row("Cameras over time", 9, over_time()),
            Row("Probing", 8, probing()),
            Row("Parts of the site", 8, [*parts(), *process_panels(f'{SITE}, job="prober"')]),
        ],
        variables=[
            constant("namespace", "__namespace__"),
            constant("site", "__site__"),
            constant("web", "__web__"),
            zone_variable(),
        ],
        links=site_links("__uid__"),
        annotations=[
            *camera_events(CAMERAS),
            annotation("Part down", component_alerts, ORANGE, "{{alertname}}", "{{component}}"),
        ],
        tags=[SITE_TAG],
    )


def now():
    """The big numbers."""
    soft = [(None, GREEN), (1, ORANGE)]
    return [
        stat(
            "Cameras",
            "Cameras that are enabled.",
            f"count(count by (camera) (camera_info{{{CAMERAS}}}))",
            thresholds=[(None, BLUE)],
            width=3,
        ),
        stat(
            "Working",
            "Share of the cameras whose last verdict is Up or Degraded.",
            f"avg(max by (camera) (camera_up{{{CAMERAS}}}))",
            unit="percentunit",
            thresholds=WORKING,
            width=3,
        ),
        stat("Down", "Cameras that are Down now.", in_state("Down"), thresholds=[(None, GREEN), (1, RED)], width=3),
        stat(
            "Degraded", "Cameras that answer, but not as they should.", in_state("Degraded"), thresholds=soft, width=3
        ),
        stat("Flapping", "Cameras that come and go.", in_state("Flapping"), thresholds=soft, width=3),
        stat(
            "Unknown",
            "Cameras of which nothing is known: no prober, no gateway, not probed yet.",
            in_state("Unknown"),
            thresholds=soft,
            width=3,
        ),
        stat(
            "In maintenance",
            "Cameras whose alerts are silenced by a maintenance window.",
            f"sum(max by (camera) (camera_maintenance{{{CAMERAS}}})) or vector(0)",
            thresholds=[(None, BLUE)],
            width=3,
        ),
        stat(
            "Alerts",
            "Alerts of this site that fire.",
            f'count(ALERTS{{{SITE}, alertstate="firing", alertname!="Watchdog"}}) or vector(0)',
            thresholds=[(None, GREEN), (1, RED)],
            width=3,
        ),
    ]


def not_up():
    """Every camera that is not Up, with its reason."""
    return table(
        "Cameras that are not Up",
        "State and reason of each; a click leads to the camera's history and to the page.",
        [
            f'max by (camera, zone, priority, state) (camera_state{{{CAMERAS}, state!="Up"}}) == 1',
            f"max by (camera, zone, priority, reason) (camera_reason{{{CAMERAS}}}) == 1",
        ],
        [
            Column("camera", "Camera", links=camera_links()),
            Column("zone", "Zone"),
            Column("priority", "Priority"),
            Column("state", "State"),
            Column("reason", "Reason"),
        ],
        hidden=["Value #A", "Value #B"],
        width=16,
    )


def by_zone():
    """Working cameras by zone."""
    return bars(
        "Working cameras by zone",
        "Share of working cameras of each zone.",
        f"avg by (zone) (max by (zone, camera) (camera_up{{{CAMERAS}}}))",
        "{{zone}}",
        thresholds=WORKING,
        width=8,
        defaults={"min": 0, "max": 1},
    )


def over_time():
    """How the cameras were."""
    up = f"max by (camera) (camera_up{{{CAMERAS}}})"
    was_down = f"min by (camera) (min_over_time(camera_up{{{CAMERAS}}}[$__range])) == 0"
    return [
        graph(
            "Cameras by state",
            "Cameras by the state that is shown.",
            [(f"sum by (state) (max by (camera, state) (camera_state{{{CAMERAS}}}))", "{{state}}")],
            stacked=True,
            colours=STATE_COLOURS,
        ),
        graph(
            "Working over time",
            "Share of working cameras.",
            [(f"avg(max by (camera) (camera_up{{{CAMERAS}}}))", "working")],
            unit="percentunit",
            thresholds=WORKING,
            defaults={"max": 1},
        ),
        timeline(
            "Cameras that were down",
            "The verdict on each camera that was down in the last while; red is down.",
            [(f"{up} and {was_down}", "{{camera}}")],
            values({0: ("Down", RED), 1: ("Up", GREEN)}),
        ),
    ]


def probing():
    """How probing goes."""
    return [
        graph(
            "Probes",
            "Probes a second, by what kind of result they had.",
            [(f"sum by (outcome) (rate(camera_probes_total{{{SITE}}}[$__rate_interval]))", "{{outcome}}")],
            unit="ops",
            width=8,
            stacked=True,
        ),
        graph(
            "Why probes fail",
            "Failed probes a second, by reason.",
            [(f"sum by (reason) (rate(camera_probe_failures_total{{{SITE}}}[$__rate_interval]))", "{{reason}}")],
            unit="ops",
            width=8,
        ),
        graph(
            "Time of a probe's stages",
            "99th percentile of the time that each stage takes.",
            quantiles("camera_probe_duration_seconds", SITE, by="stage")[2:],
            unit="s",
            width=8,
        ),
        graph(
            "Lag",
            "How late probes start, by shard: the 99th percentile.",
            [(f"max by (pod) (prober_lag_seconds{{{SITE}}})", "{{pod}}")],
            unit="s",
            width=8,
        ),
        graph(
            "Cameras by shard",
            "How many cameras each shard probes.",
            [(f"max by (pod) (prober_cameras{{{SITE}}})", "{{pod}}")],
            width=8,
            stacked=True,
        ),
        graph(
            "Gateway",
            "Whether the site's gateway answers each shard; empty for a site without one.",
            [(f"max by (pod) (prober_gateway_up{{{SITE}}})", "{{pod}}")],
            width=8,
            defaults={"max": 1},
        ),
    ]


def parts():
    """The components."""
    links = [panel_link("API", f"/d/{API}?{OF_SITE}"), panel_link("Postgres and Redis", f"/d/{DATABASE}?{OF_SITE}")]
    return [
        bars(
            "Answering pods",
            "Pods of each component that answer Prometheus.",
            f"sum by (job) (up{{{SITE}}})",
            "{{job}}",
            unit="short",
            thresholds=[(None, RED), (1, GREEN)],
            width=8,
            links=links,
        ),
        graph(
            "CPU of the pods",
            "CPU seconds that each container uses a second, as the kubelet measures it.",
            [
                (
                    f"sum by (pod, container) (rate(container_cpu_usage_seconds_total{{{PODS}}}[$__rate_interval]))",
                    "{{pod}}",
                )
            ],
            width=8,
        ),
        graph(
            "Memory of the pods",
            "Memory of each container that cannot be reclaimed, as the kubelet measures it.",
            [(f"sum by (pod, container) (container_memory_working_set_bytes{{{PODS}}})", "{{pod}}")],
            unit="bytes",
            width=8,
        ),
        graph(
            "Events that wait for the database",
            "Events that a shard holds because the database does not take them.",
            [(f"max by (pod) (prober_events_buffered{{{SITE}}})", "{{pod}}")],
            width=8,
        ),
        graph(
            "Batches to the database",
            "Batches a second that shards send to the database, by outcome.",
            [(f"sum by (outcome) (rate(prober_batches_total{{{SITE}}}[$__rate_interval]))", "{{outcome}}")],
            unit="ops",
            width=8,
        ),
        graph(
            "API requests",
            "Requests to the API a second, by status.",
            [(f'sum by (status) (rate(http_requests_total{{{SITE}, job="api"}}[$__rate_interval]))', "{{status}}")],
            unit="reqps",
            width=8,
            stacked=True,
        ),
    ]
