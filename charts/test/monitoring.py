"""Checks a rendered template of the chart's monitoring on standard input: python3 -m charts.test.monitoring TEMPLATE."""

import json
import sys

import yaml

from hack.dashboards import rules

NAMESPACE = "camerasite-system"
RUNBOOKS = "https://example.net/runbooks"
DASHBOARDS = {"api", "camera", "database", "fleet", "operator"}


def servicemonitor(documents):
    """It selects the Service of the chart by its labels and sets the job that the rules ask for."""
    (monitor,) = documents
    spec = monitor["spec"]
    labels = {"name": "camerasite-operator", "instance": "camerasite-operator", "component": "operator"}
    assert spec["selector"] == {"matchLabels": {f"app.kubernetes.io/{name}": text for name, text in labels.items()}}, spec
    assert spec["jobLabel"] == "app.kubernetes.io/component", spec
    (endpoint,) = spec["endpoints"]
    assert endpoint == {"port": "http", "path": "/metrics", "interval": "15s", "scrapeTimeout": "10s"}, endpoint


def prometheusrule(documents):
    """Its rules are those that hack/dashboards/tests tests."""
    (rule,) = documents
    wanted = rules.render("operator.yaml", {"namespace": NAMESPACE, "runbooks": RUNBOOKS})
    assert rule["spec"] == yaml.safe_load(wanted), rule["spec"]


def dashboards(documents):
    """A ConfigMap for each shared dashboard, with the file as it is and the label of Grafana's sidecar."""
    found = {}
    for config_map in documents:
        assert config_map["metadata"]["namespace"] == NAMESPACE, config_map["metadata"]
        assert config_map["metadata"]["labels"]["grafana_dashboard"] == "1", config_map["metadata"]
        found |= config_map["data"]
    assert set(found) == {f"camerasite-{name}.json" for name in DASHBOARDS}, set(found)
    assert len(documents) == len(DASHBOARDS)
    for name in DASHBOARDS:
        committed = json.loads((rules.ROOT / "dashboards" / f"{name}.json").read_text(encoding="utf-8"))
        assert json.loads(found[f"camerasite-{name}.json"]) == committed, name


CHECKS = {"servicemonitor.yaml": servicemonitor, "prometheusrule.yaml": prometheusrule, "dashboards.yaml": dashboards}

if __name__ == "__main__":
    CHECKS[sys.argv[1]]([document for document in yaml.safe_load_all(sys.stdin) if document])
