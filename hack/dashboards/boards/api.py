"""The API of a site: rate, errors, duration, load."""

from hack.dashboards.boards.common import API, SITE, process_panels, quantiles, site_links, site_variables
from hack.dashboards.frame import Row, annotation, dashboard
from hack.dashboards.panels import BLUE, GREEN, ORANGE, RED, Column, graph, stat, table

OWN = f'{SITE}, job="api"'
FAILED = f'{OWN}, status=~"5.."'
# Without what waits for a camera or is meant to last.
ORDINARY = f'{OWN}, route!~"/api/v1/stream|.*/(probe|snapshot)"'


def rate(selector, by=""):
    """Requests a second."""
    return f"sum {by}(rate(http_requests_total{{{selector}}}[$__rate_interval]))"


def build():
    """The dashboard."""
    return dashboard(
        API,
        "CameraSite: API",
        "Requests to the API of a site: how many, how many fail, how long they take.",
        rows=[
            Row("Now", 5, now()),
            Row("Requests", 9, requests()),
            Row("Routes", 10, [routes()]),
            Row("Processes", 8, process_panels(OWN)),
        ],
        variables=site_variables(),
        links=site_links(API),
        annotations=[
            annotation(
                "API alert",
                f'ALERTS{{{SITE}, alertname=~"ApiDown|HighErrorRate|HighLatency", alertstate="firing"}}',
                RED,
                "{{alertname}}",
                "{{severity}}",
            ),
        ],
        tags=["api"],
    )


def now():
    """The big numbers."""
    slowest = quantiles("http_request_duration_seconds", ORDINARY)[2][0]
    return [
        stat("Pods", "API pods that answer Prometheus.", f"sum(up{{{OWN}}})", thresholds=[(None, RED), (1, GREEN)]),
        stat("Requests", "Requests a second.", rate(OWN), unit="reqps", thresholds=[(None, BLUE)], spark=True),
        stat(
            "Errors",
            "Share of the requests that fail with a status of 500 or more.",
            f"({rate(FAILED)} or vector(0)) / {rate(OWN)}",
            unit="percentunit",
            thresholds=[(None, GREEN), (0.01, ORANGE), (0.05, RED)],
            spark=True,
        ),
        stat(
            "Slowest in a hundred",
            "99th percentile of the time of ordinary requests.",
            slowest,
            unit="s",
            thresholds=[(None, GREEN), (0.5, ORANGE), (1, RED)],
            spark=True,
        ),
        stat(
            "In flight",
            "Requests that are being answered.",
            f"sum(http_requests_in_flight{{{OWN}}})",
            thresholds=[(None, BLUE)],
        ),
        stat(
            "Youngest pod",
            "Time since the youngest API process started.",
            f"min(time() - process_start_time_seconds{{{OWN}}})",
            unit="s",
            thresholds=[(None, ORANGE), (600, GREEN)],
        ),
    ]


def requests():
    """Rate, errors, duration."""
    return [
        graph(
            "Requests by status",
            "Requests a second, by status.",
            [(rate(OWN, by="by (status) "), "{{status}}")],
            unit="reqps",
            stacked=True,
        ),
        graph(
            "Duration",
            "Time of ordinary requests: without streams and what waits for a camera.",
            quantiles("http_request_duration_seconds", ORDINARY),
            unit="s",
        ),
        graph(
            "Errors by route",
            "Requests a second that fail with a status of 500 or more.",
            [(rate(FAILED, by="by (route, status) "), "{{status}} {{route}}")],
            unit="reqps",
        ),
        graph(
            "In flight by pod",
            "Requests that are being answered, by pod; the stream's count as one each.",
            [(f"sum by (pod) (http_requests_in_flight{{{OWN}}})", "{{pod}}")],
        ),
    ]


def routes():
    """A row a route."""
    asked, failed = (
        f"sum by (method, route) (rate(http_requests_total{{{selector}}}[5m]))" for selector in (OWN, FAILED)
    )
    return table(
        "Routes",
        "Requests a second, share of errors and 99th percentile of the time, by route, in the last five minutes.",
        [
            asked,
            f"({failed} or 0 * {asked}) / {asked}",
            f"histogram_quantile(0.99, sum by (method, route, le) (rate(http_request_duration_seconds_bucket{{{OWN}}}[5m])))",
        ],
        [
            Column("method", "Method"),
            Column("route", "Route"),
            Column("Value #A", "Requests", "reqps"),
            Column("Value #B", "Errors", "percentunit", [(None, "transparent"), (0.01, ORANGE), (0.05, RED)]),
            Column("Value #C", "99th percentile", "s"),
        ],
        sort="Requests",
    )
