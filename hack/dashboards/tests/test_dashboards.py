"""The dashboards as files: what every one and every panel must have, and that links and variables lead somewhere."""

import json
import re
import tempfile
import unittest
from pathlib import Path

from hack.dashboards.metrics import METRICS, base
from hack.dashboards.rules import ROOT, fill
from hack.dashboards.tests import promql
from hack.dashboards.tests.test_rules import TARGET, promtool

BOARDS = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "dashboards").glob("*.json"))
}
# A subset of Grafana's units.
UNITS = {"short", "percent", "percentunit", "s", "bytes", "bps", "reqps", "ops"}
KINDS = {"stat", "timeseries", "table", "bargauge", "state-timeline"}
UIDS = {board["uid"]: name for name, board in BOARDS.items()}


def panels(board):
    """Panels other than rows."""
    return [panel for panel in board["panels"] if panel["type"] != "row"]


def names(board):
    """Names of its variables."""
    return {variable["name"] for variable in board["templating"]["list"]}


def expressions(board):
    """(where, expression) of every query of panels and annotations."""
    for panel in panels(board):
        for query in panel["targets"]:
            yield f"{panel['title']}/{query['refId']}", query["expr"]
    for annotation in board["annotations"]["list"]:
        yield f"annotation {annotation['name']}/A", annotation["expr"]


def urls(node):
    """Every link's address, wherever it hangs."""
    if isinstance(node, dict):
        yield from (value for key, value in node.items() if key == "url" and isinstance(value, str) and value)
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from urls(child)


def strings(node):
    """Every text of the JSON."""
    if isinstance(node, str):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else []:
        yield from strings(child)


class Dashboards(unittest.TestCase):
    """Every dashboard."""

    def test_they_are_the_ones_that_were_promised(self):
        self.assertEqual(set(BOARDS), {"fleet", "site", "camera", "api", "database", "operator"})

    def test_they_can_be_provisioned_and_imported(self):
        for board in BOARDS.values():
            self.assertIsNone(board["id"])
            self.assertRegex(board["uid"], r"^[a-zA-Z0-9_-]{1,40}$")
            self.assertFalse({"__inputs", "__requires", "__elements"} & board.keys())
            self.assertEqual(board["schemaVersion"], 42)
            self.assertIn("camerasite", board["tags"])
            self.assertTrue(board["title"].startswith("CameraSite: ") and board["description"].endswith("."))
        self.assertEqual(len(UIDS), len(BOARDS), "uids are unique")
        self.assertEqual(len({board["title"] for board in BOARDS.values()}), len(BOARDS), "titles are unique")

    def test_every_query_asks_the_chosen_datasource(self):
        for board in BOARDS.values():
            first = board["templating"]["list"][0]
            self.assertEqual((first["name"], first["type"], first["query"]), ("datasource", "datasource", "prometheus"))
            asking = [
                *panels(board),
                *board["annotations"]["list"],
                *(query for panel in panels(board) for query in panel["targets"]),
            ]
            asking += [variable for variable in board["templating"]["list"] if variable["type"] == "query"]
            for one in asking:
                self.assertEqual(one["datasource"], {"type": "prometheus", "uid": "${datasource}"})

    def test_every_panel_says_what_it_shows_and_in_which_unit(self):
        for board in BOARDS.values():
            titles = [panel["title"] for panel in panels(board)]
            self.assertEqual(len(titles), len(set(titles)), titles)
            for panel in panels(board):
                self.assertIn(panel["type"], KINDS)
                self.assertTrue(panel["title"])
                self.assertTrue(len(panel["description"]) > 15 and panel["description"].endswith("."), panel["title"])
                defaults = panel["fieldConfig"]["defaults"]
                self.assertIn(defaults["unit"], UNITS, panel["title"])
                self.assertIsNone(defaults["thresholds"]["steps"][0]["value"], panel["title"])
                self.assertTrue(panel["targets"], panel["title"])

    def test_panels_do_not_overlap(self):
        for board in BOARDS.values():
            taken = set()
            self.assertEqual(len({panel["id"] for panel in board["panels"]}), len(board["panels"]))
            for place in (panel["gridPos"] for panel in board["panels"]):
                self.assertLessEqual(place["x"] + place["w"], 24)
                cells = {
                    (x, y)
                    for x in range(place["x"], place["x"] + place["w"])
                    for y in range(place["y"], place["y"] + place["h"])
                }
                self.assertFalse(taken & cells)
                taken |= cells

    def test_variables_are_there_before_they_are_used(self):
        for board in BOARDS.values():
            known = set()
            for variable in board["templating"]["list"]:
                if variable["type"] == "query":
                    self.assertLessEqual(set(promql.variables(variable["query"])), known)
                known.add(variable["name"])
            for text in strings(board["panels"] + board["links"] + board["annotations"]["list"]):
                self.assertLessEqual(set(promql.variables(text)), known, text)

    def test_links_resolve(self):
        tags = {tag for board in BOARDS.values() for tag in board["tags"]}
        for board in BOARDS.values():
            for url in urls(board["panels"] + board["links"]):
                if dashboard := re.match(r"/d/([\w-]+)\?(.*)", url):
                    there = BOARDS[UIDS[dashboard.group(1)]]
                    self.assertLessEqual(set(re.findall(r"var-(\w+)=", url)), names(there), url)
                elif search := re.match(r"/dashboards\?tag=([\w-]+)&", url):
                    self.assertIn(search.group(1), tags)
                else:
                    self.assertRegex(
                        url, r"^\$\{(web|__data\.fields\.url|__value\.raw)\}", "an address of the site's page"
                    )
            for link in board["links"]:
                self.assertLessEqual(set(link["tags"]), tags)

    def test_all_but_the_fleet_and_the_operator_lead_to_the_page_and_everything_to_the_fleet(self):
        for name, board in BOARDS.items():
            heads = {link["title"] for link in board["links"]}
            self.assertEqual("Page of the site" in heads, name not in ("fleet", "operator"), name)
            self.assertEqual("Fleet" in heads, name != "fleet", name)

    def test_metrics_and_labels_exist(self):
        for board in BOARDS.values():
            queries = [expr for _, expr in expressions(board)]
            queries += [
                promql.label_values(one["query"])[0] for one in board["templating"]["list"] if one["type"] == "query"
            ]
            for expr in queries:
                for metric, labels in promql.selectors(expr):
                    known = METRICS.get(base(metric))
                    self.assertIsNotNone(known, f"{metric} is not in hack/dashboards/metrics.py")
                    own = set(labels) if metric != "ALERTS" else set(labels) - {"component"}
                    self.assertLessEqual(own, set(known.labels) | TARGET, expr)

    def test_columns_of_tables_are_fields_that_the_queries_give(self):
        for board in BOARDS.values():
            for panel in (panel for panel in panels(board) if panel["type"] == "table"):
                count = len(panel["targets"])
                given = {label for query in panel["targets"] for label in promql.result_labels(query["expr"])}
                given |= {f"Value #{query['refId']}" for query in panel["targets"]} if count > 1 else {"Value"}
                organize = panel["transformations"][-1]["options"]
                shown = set(organize["indexByName"]) | set(organize["excludeByName"]) - {"Time"}
                self.assertEqual(given, shown, panel["title"])

    def test_promtool_parses_every_query(self):
        chosen = {"namespace": "n", "site": "s", "zone": ".*", "camera": "c"}
        group = [
            {"record": "x", "expr": promql.substitute(expr, chosen)}
            for board in BOARDS.values()
            for _, expr in expressions(board)
        ]
        with tempfile.TemporaryDirectory() as folder:
            # One rule a group: promtool rejects two of the same name in one.
            groups = [{"name": str(number), "rules": [rule]} for number, rule in enumerate(group)]
            file = Path(folder) / "queries.yaml"
            file.write_text(json.dumps({"groups": groups}), encoding="utf-8")
            promtool("check", "rules", "--lint=none", file)

    def test_the_site_is_a_template_of_four_parameters(self):
        text = (ROOT / "dashboards" / "site.json").read_text(encoding="utf-8")
        parameters = {"uid": "0" * 32, "namespace": "paris", "site": "nord", "web": "http://nord.example.net"}
        for parameter in parameters:
            self.assertIn(f"__{parameter}__", text)
        filled = json.loads(fill(text, parameters))
        left = {match for text in strings(filled) for match in re.findall(r"__[a-z]+__", text)}
        self.assertEqual(left, set())
        for name, board in BOARDS.items():
            if name != "site":
                self.assertFalse(any(re.search(r"__[a-z]+__", text) for text in strings(board)), name)
