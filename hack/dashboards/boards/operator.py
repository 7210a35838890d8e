"""The operator: what it does, what it fails at."""

from hack.dashboards.boards.common import OPERATOR, overview_links, process_panels, quantiles
from hack.dashboards.frame import Row, annotation, dashboard, variable
from hack.dashboards.panels import BLUE, GREEN, ORANGE, RED, graph, stat

OWN = 'namespace="$namespace", job="operator"'


def rate(name, by):
    """A query for a counter's rate by one label."""
    return (f"sum by ({by}) (rate(camerasite_operator_{name}{{{OWN}}}[$__rate_interval]))", f"{{{{{by}}}}}")


def build():
    """The dashboard."""
    return dashboard(
        OPERATOR,
        "CameraSite: operator",
        "The operator of a cluster: passes, errors, writes, load.",
        rows=[Row("Now", 5, now()), Row("Work", 8, work()), Row("Processes", 8, process_panels(OWN))],
        variables=[variable("namespace", "Namespace", "label_values(camerasite_operator_leader, namespace)")],
        links=overview_links(OPERATOR),
        annotations=[
            annotation(
                "Operator alert",
                'ALERTS{namespace="$namespace", alertname=~"CameraSite.*", alertstate="firing"}',
                RED,
                "{{alertname}}",
                "{{severity}}",
            ),
        ],
        tags=["operator"],
    )


def now():
    """The big numbers."""
    passes = "rate(camerasite_operator_reconciliations_total"
    return [
        stat(
            "Pods", "Operator pods that answer Prometheus.", f"sum(up{{{OWN}}})", thresholds=[(None, RED), (1, GREEN)]
        ),
        stat(
            "Leaders",
            "Replicas that hold the Lease: one, for a moment none.",
            f"sum(camerasite_operator_leader{{{OWN}}})",
            thresholds=[(None, RED), (1, GREEN), (2, RED)],
        ),
        stat(
            "Ready",
            "Replicas that have read the list of CameraSites.",
            f"sum(camerasite_operator_ready{{{OWN}}})",
            thresholds=[(None, RED), (1, GREEN)],
        ),
        stat(
            "Passes under way",
            "Sites that are being worked on.",
            f"sum(camerasite_operator_passes_in_progress{{{OWN}}})",
            thresholds=[(None, BLUE)],
        ),
        stat(
            "Failing passes",
            "Share of the passes that failed in the last ten minutes.",
            f'(sum({passes}{{{OWN}, result="error"}}[10m])) or vector(0)) / sum({passes}{{{OWN}}}[10m]))',
            unit="percentunit",
            thresholds=[(None, GREEN), (0.01, ORANGE), (0.1, RED)],
        ),
        stat(
            "Largest memory",
            "Resident memory of the largest operator process.",
            f"max(process_resident_memory_bytes{{{OWN}}})",
            unit="bytes",
            thresholds=[(None, GREEN), (50e6, ORANGE)],
        ),
    ]


def work():
    """What it does."""
    return [
        graph(
            "Passes",
            "Passes a second, by result.",
            [rate("reconciliations_total", "result")],
            unit="ops",
            width=8,
            colours={"ok": GREEN, "error": RED},
        ),
        graph(
            "Errors",
            "Failed passes a second, by reason.",
            [rate("reconcile_errors_total", "reason")],
            unit="ops",
            width=8,
        ),
        graph(
            "Duration of a pass",
            "How long a pass takes.",
            quantiles("camerasite_operator_reconcile_duration_seconds", OWN),
            unit="s",
            width=8,
        ),
        graph(
            "Writes",
            "Writes a second, by verb; at rest there are none.",
            [rate("writes_total", "verb")],
            unit="ops",
            width=8,
        ),
        graph(
            "Polls of sites",
            "Questions a second for a site's summary, by result.",
            [rate("polls_total", "result")],
            unit="ops",
            width=8,
        ),
        graph(
            "Broken watches",
            "Watches a second that broke and were repeated, by kind.",
            [rate("watch_errors_total", "kind")],
            unit="ops",
            width=8,
        ),
    ]
