"""What the dashboards share: selectors, variables, links between them."""

from hack.dashboards.frame import annotation, link, tag_link, variable
from hack.dashboards.panels import graph, panel_link

FLEET, CAMERA, API, DATABASE, OPERATOR = (
    "camerasite-fleet",
    "camerasite-camera",
    "camerasite-api",
    "camerasite-database",
    "camerasite-operator",
)
SITE_TAG = "camerasite-site"
SITE = 'namespace="$namespace", site="$site"'
OF_SITE = "var-datasource=${datasource}&var-namespace=${namespace}&var-site=${site}"
# Pods of a site by the names that their workloads give them; another site's name may begin with this one's.
PODS = (
    'namespace="$namespace", container!="", pod=~"$site-(api|web|postgres-exporter|redis-exporter)-[a-z0-9]+-[a-z0-9]{5}'
    '|$site-(prober|postgres|redis)-[0-9]+"'
)


def site_variables():
    """Namespace, site and the address of its page, as Prometheus knows them."""
    return [
        variable("namespace", "Namespace", "label_values(camera_info, namespace)"),
        variable("site", "Site", 'label_values(camera_info{namespace="$namespace"}, site)'),
        web_variable(),
    ]


def web_variable():
    """The address of the site's page."""
    return variable("web", "Page", f"label_values(camerasite_site_info{{{SITE}}}, url)", hide=2)


def zone_variable():
    """Zones of the site."""
    return variable("zone", "Zone", f"label_values(camera_info{{{SITE}}}, zone)", every=True)


def overview_links(own):
    """Links that need no site, without the dashboard's own."""
    everywhere = [link("Fleet", f"/d/{FLEET}?var-datasource=${{datasource}}"), tag_link("Sites", SITE_TAG)]
    return [one for one in everywhere if not one["url"].startswith(f"/d/{own}?")]


def site_links(own):
    """Links to the other dashboards of the same site, and to its page."""
    others = [("Cameras", CAMERA), ("API", API), ("Postgres and Redis", DATABASE)]
    dashboards = [link(title, f"/d/{uid}?{OF_SITE}") for title, uid in others if uid != own]
    return [*overview_links(own), *dashboards, link("Page of the site", "${web}", new_tab=True)]


def camera_links():
    """Links of a table's row that has a field `camera`."""
    return [
        panel_link("History of ${__data.fields.camera}", f"/d/{CAMERA}?{OF_SITE}&var-camera=${{__data.fields.camera}}"),
        panel_link("Page of the site", "${web}?q=${__data.fields.camera}"),
    ]


def camera_events(cameras):
    """Marks for cameras that went down and came back; `cameras` selects them."""
    up = f"max by (camera, zone) (camera_up{{{cameras}}})"
    changed = f"max by (camera, zone) (changes(camera_up{{{cameras}}}[1m])) > 0"
    return [
        annotation("Camera down", f"{up} == 0 and {changed}", "red", "{{camera}} went down", "zone {{zone}}"),
        annotation("Camera back", f"{up} == 1 and {changed}", "green", "{{camera}} came back", "zone {{zone}}"),
    ]


def quantiles(histogram, selector, by=""):
    """Queries for median, 90th and 99th percentile of a histogram."""
    grouping = f"le, {by}" if by else "le"
    prefix = f"{{{{{by}}}}} " if by else ""
    return [
        (
            f"histogram_quantile({q}, sum by ({grouping}) (rate({histogram}_bucket{{{selector}}}[$__rate_interval])))",
            f"{prefix}{name}",
        )
        for q, name in ((0.5, "median"), (0.9, "90th percentile"), (0.99, "99th percentile"))
    ]


def process_panels(selector):
    """CPU and memory of our own processes, by pod."""
    return [
        graph(
            "CPU",
            "CPU seconds that each process uses a second.",
            [(f"sum by (pod) (rate(process_cpu_seconds_total{{{selector}}}[$__rate_interval]))", "{{pod}}")],
            unit="short",
            width=8,
        ),
        graph(
            "Memory",
            "Resident memory of each process.",
            [(f"sum by (pod) (process_resident_memory_bytes{{{selector}}})", "{{pod}}")],
            unit="bytes",
            width=8,
        ),
        graph(
            "Open files",
            "File descriptors in use, as a share of what each process may open.",
            [(f"max by (pod) (process_open_fds{{{selector}}} / process_max_fds{{{selector}}})", "{{pod}}")],
            unit="percentunit",
            width=8,
        ),
    ]
