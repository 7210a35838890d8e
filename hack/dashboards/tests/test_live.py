"""Every rule and every query of every dashboard on a real Prometheus that scrapes two sites and the operator."""

import tempfile
import unittest

from hack.dashboards import rules
from hack.dashboards.tests import promql, queries
from hack.dashboards.tests.exporter import CAMERAS, COMPONENTS, NAMESPACE, SHARDS, SICK, WELL, Exporter, World
from hack.dashboards.tests.prometheus import Prometheus
from hack.dashboards.tests.queries import EMPTY_WHEN_WELL, FILLED_ON_RETURN, pairs
from hack.dashboards.tests.test_dashboards import BOARDS

# Alerts of the second fault: targets of the site that are no more.
VANISHED = {"ApiDown", "ProberDown", "MonitoringTargetsMissing"}


def chosen(name):
    """What somebody chose in a dashboard's variables."""
    return queries.chosen(name, NAMESPACE, SICK, "camera-0")


class Live(unittest.TestCase):
    """Three times in one run: all well, everything wrong at one of two sites, and its targets gone."""

    maxDiff = None

    def setUp(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.world = World()
        exporter = Exporter(self.world)
        self.addCleanup(exporter.close)
        self.alerts = {
            rule["alert"] for name in ("site.yaml", "operator.yaml") for rule in rules.alerts(rules.load(name))
        }
        every = queries.queries(NAMESPACE, SICK, NAMESPACE, ["camera-0"])
        self.queries = {key: texts[0] for key, texts in every.items()}
        self.prometheus = Prometheus(folder, exporter.address, list(self.world.targets()))
        self.addCleanup(self.prometheus.close)

    def rules(self):
        """Rules of both sites and of the operator; everything fires at once."""
        at_once = {alert: {"forSeconds": 0} for alert in self.alerts}
        settings = rules.Settings(
            components=COMPONENTS, interval_seconds=1, thresholds={"ProberDown": SHARDS}, overrides=at_once
        )
        parameters = {"namespace": NAMESPACE, "runbooks": "https://example.net/runbooks"}
        sites = {site: rules.render("site.yaml", parameters | {"site": site}, settings) for site in CAMERAS}
        return sites | {"operator": rules.render("operator.yaml", parameters, settings)}

    def test_every_rule_and_every_panel(self):
        self.assert_healthy()
        self.world.break_it()
        self.assert_faults()
        self.assert_targets_gone()
        self.assert_return()

    def assert_healthy(self):
        """Only watchdogs fire, and every query but the named ones has data."""
        self.wait_for(f"min(count_over_time(up[1m])) >= 3 and count(up == 1) == {len(list(self.world.targets()))}")
        # Not earlier: what is not scraped yet is missing.
        self.prometheus.set_rules(self.rules())
        self.wait_for("count(camerasite:cameras:count) == 2 and count(camerasite:container_cpu_limit:percent) == 6")
        watchdogs = {("Watchdog", site) for site in CAMERAS}
        self.wait_for_alerts(watchdogs)
        self.assertEqual(self.firing(), watchdogs)
        self.assertEqual(self.without_data(self.queries), pairs(EMPTY_WHEN_WELL) | pairs(FILLED_ON_RETURN))
        self.assert_variables()

    def assert_faults(self):
        """Every alert of a fault fires for the sick site and none for the other; no query is empty."""
        of_operator = {alert for alert in self.alerts if alert.startswith("CameraSite")} - {"CameraSiteOperatorDown"}
        of_site = {alert for alert in self.alerts if not alert.startswith("CameraSite")} - VANISHED
        wanted = {(alert, SICK) for alert in of_site} | {(alert, None) for alert in of_operator} | {("Watchdog", WELL)}
        self.wait_for_data(self.queries.keys() - pairs(FILLED_ON_RETURN))
        self.wait_for_alerts(wanted)
        self.assertEqual(self.firing(), wanted)
        # Ten cameras, once each; the first of them is critical.
        down = 'count(ALERTS{alertname="CameraDown", alertstate="firing", severity="%s", priority="%s"}) == %d'
        self.wait_for(down % ("critical", "Critical", 1))
        self.wait_for(down % ("warning", "Normal", 9))
        for alert in self.prometheus.get("alerts")["alerts"]:
            for text in alert["annotations"].values():
                self.assertNotRegex(text, r"<no value>|<error|%!|__", alert)

    def assert_targets_gone(self):
        """The sick site's targets and the operator's vanish."""
        self.prometheus.set_targets(
            [(path, labels) for path, labels in self.world.targets() if labels.get("site") == WELL]
        )
        wanted = {(alert, SICK) for alert in VANISHED} | {("CameraSiteOperatorDown", None)}
        self.wait_for_alerts(wanted)
        for component in COMPONENTS:
            missing = f'ALERTS{{alertname="MonitoringTargetsMissing", alertstate="firing", component="{component}"}}'
            self.wait_for(f"count({missing}) == 1")
        self.assertEqual({alert for alert, site in self.firing() if site == WELL}, {"Watchdog"})

    def assert_return(self):
        """A camera that comes back is marked."""
        self.world.fault_since = None
        self.prometheus.set_targets(list(self.world.targets()))
        self.wait_for_data(pairs(FILLED_ON_RETURN))

    def wait_for(self, expr):
        """Waits until an expression has a series."""
        self.prometheus.wait(expr, lambda: self.prometheus.query(expr))

    def wait_for_alerts(self, wanted):
        """Waits until all of these fire; others may."""
        try:
            self.prometheus.wait("alerts", lambda: wanted <= self.firing())
        except TimeoutError as error:
            self.fail(f"do not fire: {wanted - self.firing()}: {error}")

    def wait_for_data(self, keys):
        """Waits until each of these queries has had data once; marks of events pass."""
        empty = set(keys)

        def all_had_data():
            empty.intersection_update(self.without_data({key: self.queries[key] for key in empty}))
            return not empty

        try:
            self.prometheus.wait("data", all_had_data)
        except TimeoutError as error:
            self.fail(f"without data: {empty}: {error}")

    def firing(self):
        """(alert, site) of what fires."""
        series = self.prometheus.query('ALERTS{alertstate="firing"}')
        return {(one["metric"]["alertname"], one["metric"].get("site")) for one in series}

    def without_data(self, queries):
        """Those of the queries, by their key, that give no series now."""
        return {key for key, expr in queries.items() if not self.prometheus.query(expr)}

    def assert_variables(self):
        """Every variable has values."""
        for name, board in BOARDS.items():
            for variable in (one for one in board["templating"]["list"] if one["type"] == "query"):
                series, label = promql.label_values(promql.substitute(variable["query"], chosen(name)))
                found = self.prometheus.query(f"group by ({label}) ({series})")
                self.assertTrue(any(label in one["metric"] for one in found), f"{name}: {variable['name']}")
