"""Every query of the dashboards as Grafana sends it, and which of them may be empty while all is well.

As a program, python3 -m hack.dashboards.tests.queries NAMESPACE SITE OPERATOR-NAMESPACE CAMERA…, it prints them as JSON for the
tests on a cluster, and after them what the alert rules read: for each a name, its texts, of which one must give data,
whether it may be empty while all is well, and whether only a camera that comes back fills it.
"""

import json
import sys

from hack.dashboards import rules
from hack.dashboards.metrics import METRICS, base
from hack.dashboards.tests import promql
from hack.dashboards.tests.test_dashboards import BOARDS, expressions

# What is empty while a site is well, by dashboard; a fault run must fill each of them.
EMPTY_WHEN_WELL = {
    "api": {"Errors by route/A", "annotation API alert/A"},
    "camera": {"Reason/A", "annotation Camera down/A"},
    "database": {"annotation Database or cache down/A"},
    "fleet": {"Cameras down by site/A", "Firing alerts/A", "Why probes fail/A", "annotation Site down/A"},
    "operator": {"Errors/A", "Broken watches/A", "annotation Operator alert/A"},
    "site": {
        "Cameras that are not Up/A",
        "Cameras that are not Up/B",
        "Cameras that were down/A",
        "Why probes fail/A",
        "annotation Camera down/A",
        "annotation Part down/A",
    },
}
# The same of what the rules read; a selector that holds one of these.
EMPTY_SELECTORS_WHEN_WELL = (
    "camera_reason{",
    "camerasite:cameras_down:count{",
    "camerasite:cameras_unreachable:count{",
    "camerasite_operator_watch_errors_total{",
    'result="error"',
    'state="Flapping"',
    'status=~"5..',
)
# What only a camera that comes back fills.
FILLED_ON_RETURN = {"camera": {"annotation Camera back/A"}, "site": {"annotation Camera back/A"}}


def pairs(names):
    """(dashboard, query) for each of the named queries."""
    return {(name, where) for name, queries in names.items() for where in queries}


def chosen(name, namespace, site, camera):
    """What somebody chose in a dashboard's variables; all, where that is possible."""
    one = {"namespace": namespace, "site": site, "zone": ".*", "camera": camera}
    return one | ({"namespace": ".*", "site": ".*"} if name == "fleet" else {})


def queries(namespace, site, operator_namespace, cameras):
    """(dashboard, query) → its texts, one a camera where it asks for one."""
    return {
        (name, where): sorted(
            {
                promql.substitute(
                    expr, chosen(name, operator_namespace if name == "operator" else namespace, site, camera)
                )
                for camera in cameras
            }
        )
        for name, board in BOARDS.items()
        for where, expr in expressions(board)
    }


def read_by_rules(namespace, site, operator_namespace):
    """Every selector of the alert rules, as text. Limits are left out: they come from one of two exporters."""
    files = {
        "site.yaml": {"namespace": namespace, "site": site},
        "operator.yaml": {"namespace": operator_namespace},
    }
    found = set()
    for name, parameters in files.items():
        text = rules.render(name, parameters | {"runbooks": "https://example.net"})
        for rule in (rule for group in rules.parse(text)["groups"] for rule in group["rules"]):
            found |= set(promql.series(rule["expr"]))
    limits = {name for name in METRICS if name.startswith(("kube_pod_container_resource_limits", "container_spec_"))}
    return sorted(text for text in found if base(text.split("{")[0]) not in limits)


def main(namespace, site, operator_namespace, *cameras):
    """Prints them all."""
    empty, returned = pairs(EMPTY_WHEN_WELL), pairs(FILLED_ON_RETURN)
    listed = [
        {
            "name": f"{name}: {where}",
            "texts": texts,
            "emptyWhenWell": (name, where) in empty | returned,
            "filledOnReturn": (name, where) in returned,
        }
        for (name, where), texts in queries(namespace, site, operator_namespace, cameras).items()
    ]
    listed += [
        {"name": f"rules: {text}", "texts": [text], "emptyWhenWell": any(one in text for one in EMPTY_SELECTORS_WHEN_WELL)}
        for text in read_by_rules(namespace, site, operator_namespace)
    ]
    json.dump(listed, sys.stdout, indent=1)


if __name__ == "__main__":
    main(*sys.argv[1:])
