"""The table of metrics agrees with the sources of those who export them."""

import unittest

from hack.dashboards.metrics import METRICS, SOURCES
from hack.dashboards.rules import ROOT


class Metrics(unittest.TestCase):
    """Our own metrics."""

    def test_each_is_exported(self):
        for exporter, folder in SOURCES.items():
            sources = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / folder).rglob("*.rs"))
            own = {
                name
                for name, metric in METRICS.items()
                if metric.exporter == exporter and not name.startswith("process_")
            }
            missing = {name for name in own if f'"{name}"' not in sources}
            self.assertEqual(missing, set(), f"not in {folder}")

    def test_each_is_in_the_documentation(self):
        text = (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8")
        own = {name for name, metric in METRICS.items() if metric.exporter in (*SOURCES, "rules")}
        self.assertEqual({name for name in own if f"`{name}`" not in text and not name.startswith("process_")}, set())
