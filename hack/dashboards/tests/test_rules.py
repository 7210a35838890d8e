"""The rules: what they must carry, promtool's own checks, and what spec.monitoring.rules changes."""

import re
import subprocess
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import yaml

from hack.dashboards import rules
from hack.dashboards.metrics import METRICS, base
from hack.dashboards.tests import promql

FILES = ("site.yaml", "operator.yaml")
RUNBOOKS = rules.ROOT / "docs" / "runbooks"
# What the operator makes of the fixture with every field: `cargo test -p operator` holds it against the operator.
REVIEWED = rules.ROOT / "operator" / "tests" / "snapshots" / "children__golden__full.snap"
SECTIONS = ["## Meaning", "## Impact", "## Diagnosis", "## Mitigation"]
# Labels that Prometheus and the kubelet's targets have besides an exporter's own.
TARGET = {"namespace", "site", "job", "pod", "container", "instance", "le"}
# How long alerts stay after their end, where that is not 2 min.
KEEP = {"SiteDown": "5m", "Watchdog": None}
# Alerts whose threshold spec.monitoring.rules may set; docs/metrics.md lists them with their units and defaults.
WITH_THRESHOLD = {
    "CameraClockSkew",
    "SiteDown",
    "SiteDegraded",
    "ProberDown",
    "ProberLagging",
    "HighErrorRate",
    "HighLatency",
    "HighCPULoad",
    "HighMemoryUsage",
}


def promtool(*arguments):
    """Runs promtool; its output is the failure's message."""
    done = subprocess.run(["promtool", *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f"promtool {arguments}:\n{done.stdout}{done.stderr}")


def all_alerts():
    """Every alerting rule of every file."""
    return [rule for name in FILES for rule in rules.alerts(rules.load(name))]


class Rules(unittest.TestCase):
    """Every rule."""

    def test_promtool_takes_the_templates_as_they_are(self):
        promtool("check", "rules", *(rules.RULES / name for name in FILES))

    def test_promtool_tests(self):
        tests = sorted((rules.RULES / "tests").glob("*.yaml"))
        self.assertTrue(tests)
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda test: promtool("test", "rules", test), tests))

    def test_every_alert_is_tested_to_fire_and_not_to_fire(self):
        texts = [path.read_text(encoding="utf-8") for path in (rules.RULES / "tests").glob("*.yaml")]
        cases = [
            case for text in texts for test in yaml.safe_load(text)["tests"] for case in test.get("alert_rule_test", [])
        ]
        quiet = [
            query["expr"]
            for text in texts
            for test in yaml.safe_load(text)["tests"]
            for query in test.get("promql_expr_test", [])
            if not query["exp_samples"]
        ]
        for rule in all_alerts():
            name = rule["alert"]
            with self.subTest(name):
                own = [case["exp_alerts"] for case in cases if case["alertname"] == name]
                self.assertTrue(any(own), "no test fires it")
                silent = any(not alerts for alerts in own) or any(silences(expr, name) for expr in quiet)
                self.assertTrue(silent or name == "Watchdog", "no test says when it must not fire")

    def test_every_alert_carries_what_its_reader_needs(self):
        for rule in all_alerts():
            with self.subTest(rule["alert"]):
                labels, annotations = rule["labels"], rule["annotations"]
                self.assertEqual(labels["namespace"], "__namespace__")
                self.assertEqual(labels.get("site"), None if rule["alert"].startswith("CameraSite") else "__site__")
                self.assertRegex(labels["severity"], r"^(critical|warning|none|\{\{ if .*critical.*warning.*\}\})$")
                self.assertEqual(set(annotations), {"summary", "description", "runbook_url"})
                self.assertEqual(annotations["runbook_url"], f"__runbooks__/{rule['alert']}.md")
                self.assertNotIn("{{", annotations["summary"])
                self.assertEqual(rule.get("keep_firing_for"), KEEP.get(rule["alert"], "2m"))

    def test_annotations_use_labels_that_the_expression_has(self):
        for rule in all_alerts():
            texts = [*rule["annotations"].values(), *rule["labels"].values()]
            used = {label for text in texts for label in re.findall(r"\$labels\.(\w+)", text)}
            having = set(promql.groupings(rule["expr"])) | set(re.findall(r'(\w+)="', rule["expr"]))
            self.assertLessEqual(used, having, rule["alert"])

    def test_alerts_of_cameras_lose_pod_and_instance(self):
        for rule in rules.alerts(rules.load("site.yaml")):
            self.assertFalse({"pod", "instance"} & set(promql.groupings(rule["expr"])), rule["alert"])
            if re.match(r"Camera(?!Site)", rule["alert"]):
                self.assertIn("max by (namespace, site, camera, zone, priority)", rule["expr"])

    def test_every_selector_is_of_one_site_and_of_a_metric_that_exists(self):
        for name in FILES:
            for rule in (rule for group in rules.load(name)["groups"] for rule in group["rules"]):
                for metric, labels in promql.selectors(rule["expr"]):
                    known = METRICS.get(base(metric))
                    self.assertIsNotNone(known, f"{metric} is not in hack/dashboards/metrics.py")
                    self.assertLessEqual(set(labels), set(known.labels) | TARGET, metric)
                    self.assertIn("namespace", labels, metric)
                    pods = known.exporter in ("kubelet", "kube-state-metrics") or name == "operator.yaml"
                    self.assertTrue("site" in labels or pods, metric)

    def test_every_alert_has_a_page_and_every_page_an_alert(self):
        pages = {path.stem for path in RUNBOOKS.glob("*.md")} - {"README"}
        self.assertEqual(pages, {rule["alert"] for rule in all_alerts()})
        for page in sorted(pages):
            text = (RUNBOOKS / f"{page}.md").read_text(encoding="utf-8")
            self.assertTrue(text.startswith(f"# {page}\n"), page)
            self.assertEqual(re.findall(r"^## .*", text, re.MULTILINE), SECTIONS, page)

    def test_the_index_of_runbooks_is_that_of_the_rules(self):
        index = (RUNBOOKS / "README.md").read_text(encoding="utf-8")
        rows = set(re.findall(r"^\| \[(\w+)\]\((\w+)\.md\) \| ([^|]+) \| (\w+) \| (.+) \|$", index, re.MULTILINE))
        wanted = set()
        for rule in all_alerts():
            severity = rule["labels"]["severity"]
            severity = "critical or warning, by the priority" if "{{" in severity else severity
            wanted.add((rule["alert"], rule["alert"], severity, rule.get("for", "0s"), rule["annotations"]["summary"]))
        self.assertEqual(rows, wanted)


def silences(expr, name):
    """Whether an expression without samples says that alert `name` does not fire."""
    matched = re.search(r'alertname=(~?)"([^"]*)"', expr)
    if "ALERTS" not in expr:
        return False
    if matched is None:
        return True
    return re.fullmatch(matched.group(2), name) is not None if matched.group(1) else matched.group(2) == name


class Rendered(unittest.TestCase):
    """What the operator makes of the templates."""

    def render(self, **settings):
        """The rules of a site, by name."""
        parameters = {"namespace": "paris", "site": "nord", "runbooks": "https://example.net/runbooks"}
        return rules.render("site.yaml", parameters, rules.Settings(**settings))

    def test_no_placeholder_is_left(self):
        self.assertNotRegex(self.render(), r"__\w+__")

    def test_thresholds_are_those_of_the_documentation(self):
        text = (rules.ROOT / "docs" / "metrics.md").read_text(encoding="utf-8")
        documented = dict(re.findall(r"(?m)^\| (\w+) \| [^|]* \| ([0-9.]+|`spec[.\w]+`) \|$", text))
        # The site's own values; the template holds those of a site with nothing set.
        documented["ProberDown"] = documented["ProberDown"].replace("`spec.prober.shards`", "1")
        documented["ProberLagging"] = documented["ProberLagging"].replace("`spec.probe.intervalSeconds`", "10")
        found = {rule["alert"]: rules.THRESHOLD.findall(rule["expr"]) for rule in rules.alerts(rules.load("site.yaml"))}
        self.assertEqual({alert: [value] for alert, value in documented.items()}, {a: v for a, v in found.items() if v})
        self.assertEqual(set(documented), WITH_THRESHOLD)

    def test_each_threshold_can_be_set(self):
        for alert in WITH_THRESHOLD:
            rendered = yaml.safe_load(self.render(overrides={alert: {"threshold": "7.5"}}))
            rule = next(rule for rule in rules.alerts(rendered) if rule["alert"] == alert)
            self.assertIn("7.5 # threshold", rule["expr"])

    def test_a_threshold_that_an_alert_has_not_is_an_error(self):
        with self.assertRaisesRegex(ValueError, "CameraDown has 0 thresholds"):
            self.render(overrides={"CameraDown": {"threshold": 1}})

    def test_overrides_hold_in_prometheus(self):
        changed = self.render(
            components={"api", "prober", "postgres-exporter"},
            interval_seconds=15,
            thresholds={"ProberDown": 2, "ProberLagging": 30},
            disabled={"CameraClockSkew"},
            overrides={
                "CameraDown": {"forSeconds": 120, "severity": "critical"},
                "SiteDegraded": {"threshold": 50, "forSeconds": 0},
            },
        )
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "rules.yaml").write_text(changed, encoding="utf-8")
            test = Path(folder) / "overrides.yaml"
            test.write_bytes((Path(__file__).parent / "overrides.yaml").read_bytes())
            promtool("check", "rules", Path(folder) / "rules.yaml")
            promtool("test", "rules", test)

    def test_the_operator_makes_the_same(self):
        children = yaml.safe_load(REVIEWED.read_text(encoding="utf-8").split("\n---\n", 1)[1])
        made = next(child["spec"] for child in children if child["kind"] == "PrometheusRule")
        parameters = {"namespace": "london", "site": "st-pancras", "runbooks": "https://example.net/runbooks"}
        settings = rules.Settings(
            components={"api", "prober", "postgres-exporter", "redis-exporter"},
            interval_seconds=30,
            thresholds={"ProberDown": 3, "ProberLagging": 20},
            disabled={"CameraClockSkew", "HighCPULoad"},
            overrides={
                "CameraDown": {"forSeconds": 120, "severity": "critical"},
                "SiteDegraded": {"threshold": 50},
                "HighLatency": {"threshold": "2.5"},
            },
        )
        self.assertEqual(made, yaml.safe_load(rules.render("site.yaml", parameters, settings)))
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "rules.yaml").write_text(yaml.safe_dump(made), encoding="utf-8")
            promtool("check", "rules", Path(folder) / "rules.yaml")
