"""All sites at a glance, for the wall of a control room."""

from hack.dashboards.boards.common import API, CAMERA, FLEET, OPERATOR, SITE_TAG, overview_links
from hack.dashboards.frame import Row, annotation, dashboard, link, variable
from hack.dashboards.panels import BLUE, GREEN, GREY, ORANGE, RED, YELLOW, Column, bars, graph, panel_link, stat, table

SITES = 'namespace=~"$namespace", site=~"$site"'
UP = f"max by (namespace, site, camera) (camera_up{{{SITES}}})"
ROW = "var-datasource=${datasource}&var-namespace=${__data.fields.namespace}&var-site=${__data.fields.site}"


def in_state(state):
    """Whether each camera is shown in a state, once a camera."""
    return f'max by (namespace, site, camera) (camera_state{{{SITES}, state="{state}"}})'


def build():
    """The dashboard."""
    return dashboard(
        FLEET,
        "CameraSite: fleet",
        "Every site: how many cameras work, what is down, where.",
        rows=[
            Row("Now", 5, totals()),
            Row("Sites", 11, [sites(), worst()]),
            Row("Over time", 9, history()),
        ],
        variables=[
            variable("namespace", "Namespace", "label_values(camera_info, namespace)", every=True),
            variable("site", "Site", 'label_values(camera_info{namespace=~"$namespace"}, site)', every=True),
        ],
        links=[*overview_links(FLEET), link("Operator", f"/d/{OPERATOR}?var-datasource=${{datasource}}")],
        annotations=[
            annotation(
                "Site down",
                f'ALERTS{{{SITES}, alertname="SiteDown", alertstate="firing"}}',
                RED,
                "{{site}} down",
                "{{namespace}}/{{site}} cannot be reached",
            ),
        ],
        tags=["fleet"],
    )


def totals():
    """The big numbers."""
    bad = [(None, GREEN), (1, RED)]
    soft = [(None, GREEN), (1, ORANGE)]
    return [
        stat(
            "Sites",
            "Sites whose probers are scraped.",
            f"count(count by (namespace, site) (camera_info{{{SITES}}}))",
            thresholds=[(None, BLUE)],
        ),
        stat(
            "Cameras",
            "Cameras that are enabled.",
            f"count(count by (namespace, site, camera) (camera_info{{{SITES}}}))",
            thresholds=[(None, BLUE)],
        ),
        stat(
            "Working",
            "Share of the cameras whose last verdict is Up or Degraded.",
            f"avg({UP})",
            unit="percentunit",
            thresholds=[(None, RED), (0.8, ORANGE), (0.98, GREEN)],
        ),
        stat("Down", "Cameras that are Down now.", f"sum({in_state('Down')})", thresholds=bad),
        stat(
            "Unknown",
            "Cameras of which nothing is known now: no prober, no gateway, not probed yet.",
            f"sum({in_state('Unknown')})",
            thresholds=soft,
        ),
        stat(
            "Sites down",
            "Sites that cannot be reached as a whole.",
            f'count(ALERTS{{{SITES}, alertname="SiteDown", alertstate="firing"}}) or vector(0)',
            thresholds=bad,
        ),
    ]


def sites():
    """A row a site."""
    by = "by (namespace, site)"
    links = [
        panel_link("Dashboard of ${__data.fields.site}", f"/dashboards?tag={SITE_TAG}&query=${{__data.fields.site}}"),
        panel_link("Cameras", f"/d/{CAMERA}?{ROW}"),
        panel_link("API", f"/d/{API}?{ROW}"),
        panel_link("Page of the site", "${__data.fields.url}"),
    ]
    count = [(None, "transparent"), (1, ORANGE)]
    return table(
        "All sites",
        "One row a site; the worst first. A click on a site leads to its dashboards and its page.",
        [
            f"max by (namespace, site, city, url) (camerasite_site_info{{{SITES}}})",
            f"count {by} (count by (namespace, site, camera) (camera_info{{{SITES}}}))",
            f"avg {by} ({UP})",
            f"sum {by} ({in_state('Down')})",
            f"sum {by} ({in_state('Unknown')})",
            f"sum {by} ({in_state('Flapping')})",
            f'sum {by} (up{{{SITES}, job="prober"}})',
        ],
        [
            Column("site", "Site", links=links),
            Column("namespace", "Namespace"),
            Column("city", "City"),
            Column("Value #B", "Cameras"),
            Column("Value #C", "Working", "percentunit", [(None, RED), (0.8, ORANGE), (0.98, GREEN)]),
            Column("Value #D", "Down", thresholds=[(None, "transparent"), (1, RED)]),
            Column("Value #E", "Unknown", thresholds=count),
            Column("Value #F", "Flapping", thresholds=count),
            Column("Value #G", "Probers", thresholds=[(None, RED), (1, "transparent")]),
            Column("url", "Page", links=[panel_link("Page of the site", "${__value.raw}")]),
        ],
        hidden=["Value #A"],
        sort="Down",
        width=16,
    )


def worst():
    """The sites with the smallest share of working cameras."""
    return bars(
        "Working cameras, worst ten sites",
        "Share of working cameras of the ten sites where it is smallest.",
        f"bottomk(10, avg by (namespace, site) ({UP}))",
        "{{namespace}}/{{site}}",
        thresholds=[(None, RED), (0.8, ORANGE), (0.98, GREEN)],
        width=8,
        defaults={"min": 0, "max": 1},
    )


def history():
    """How it was."""
    return [
        graph(
            "Cameras by state",
            "All cameras by the state that is shown.",
            [(f"sum by (state) (max by (namespace, site, camera, state) (camera_state{{{SITES}}}))", "{{state}}")],
            stacked=True,
            colours={"Up": GREEN, "Degraded": YELLOW, "Down": RED, "Flapping": ORANGE, "Unknown": GREY},
        ),
        graph(
            "Cameras down by site",
            "Cameras that are down and not in maintenance, as the rules of each site count them.",
            [(f"camerasite:cameras_down:count{{{SITES}}}", "{{namespace}}/{{site}}")],
        ),
        graph(
            "Firing alerts",
            "Alerts that fire, by name.",
            [
                (
                    f'count by (alertname) (ALERTS{{{SITES}, alertstate="firing", alertname!="Watchdog"}})',
                    "{{alertname}}",
                )
            ],
        ),
        graph(
            "Why probes fail",
            "Failed probes a second, by reason.",
            [(f"sum by (reason) (rate(camera_probe_failures_total{{{SITES}}}[$__rate_interval]))", "{{reason}}")],
            unit="ops",
        ),
    ]
