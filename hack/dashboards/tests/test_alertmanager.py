"""Who is told of what: the configuration of three sites, two of them in one namespace, by amtool and on a real Alertmanager."""

import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import yaml

from hack.dashboards import rules
from hack.dashboards.tests import alertmanager
from hack.dashboards.tests.alertmanager import Alertmanager, Receivers

# The second site's name begins with the first one's; the third has its name in another namespace.
SITES = [("paris", "nord"), ("paris", "nord-api"), ("lyon", "nord")]
# Only the site's own API is told of these.
CHAIN = {"MonitoringTargetsMissing", "Watchdog"}
# groupWait and groupInterval of every route.
GROUP_WAIT, GROUP_INTERVAL = 10, 15


def of(namespace, name):
    """What the names of a site's receivers begin with."""
    return f"{namespace}/{name}-monitoring/"


def labels(namespace, name, alert="CameraDown", severity="warning", **more):
    """Labels of an alert."""
    return {"namespace": namespace, "site": name, "alertname": alert, "severity": severity} | more


class Configuration(unittest.TestCase):
    """The generated configuration."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        given = {site: alertmanager.site(*site, alertmanager.every_way()) for site in SITES}
        cls.rendered = {site: alertmanager.render(documents) for site, documents in given.items()}
        everything = [document for site in SITES for document in given[site][1:] + cls.rendered[site]]
        cls.amtool = alertmanager.tool("alertmanager") / "amtool"
        cls.text = alertmanager.configuration(everything)
        cls.config = yaml.safe_load(cls.text)
        cls.file = Path(folder.name) / "alertmanager.yaml"
        cls.file.write_text(cls.text, encoding="utf-8")

    def run_amtool(self, *arguments):
        """Its output; a failure is the test's."""
        done = subprocess.run([self.amtool, *arguments], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def receivers(self, given):
        """The receivers of an alert with these labels."""
        pairs = [f"{name}={text}" for name, text in given.items()]
        return set(self.run_amtool("config", "routes", "test", f"--config.file={self.file}", *pairs).strip().split(","))

    def of_api(self, namespace, name):
        """The receiver of the site that tells its own API."""
        host = f"http://{name}-api.{namespace}.svc"
        found = {
            one["name"]
            for one in self.config["receivers"]
            if any(hook.get("url", "").startswith(host) for hook in one.get("webhook_configs", []))
        }
        self.assertEqual(len(found), 1, self.config["receivers"])
        return found.pop()

    def test_amtool_finds_nothing(self):
        self.run_amtool("check-config", str(self.file))

    def test_a_warning_goes_to_all_of_the_site_but_those_who_want_critical_ones_only(self):
        for site in SITES:
            wanted = {of(*site) + name for name in ("control-room", "post", "erp", "teams")}
            self.assertEqual(self.receivers(labels(*site)), wanted | {self.of_api(*site)})

    def test_what_is_critical_goes_to_all_of_the_site_and_to_nobody_else(self):
        for site in SITES:
            wanted = {of(*site) + name for name in ("control-room", "on-call", "post", "erp", "teams")}
            self.assertEqual(self.receivers(labels(*site, severity="critical")), wanted | {self.of_api(*site)})

    def test_the_chain_is_only_for_the_api(self):
        for site in SITES:
            for alert in CHAIN:
                self.assertEqual(self.receivers(labels(*site, alert, "critical")), {self.of_api(*site)}, alert)

    def test_every_alert_reaches_somebody(self):
        for rule in rules.alerts(rules.load("site.yaml")):
            reached = self.receivers(labels(*SITES[0], rule["alert"], "critical"))
            self.assertIn(self.of_api(*SITES[0]), reached)
            self.assertEqual(len(reached), 1 if rule["alert"] in CHAIN else 6, rule["alert"])

    def test_an_alert_of_no_site_goes_to_nobody(self):
        self.assertEqual(self.receivers({"namespace": "paris", "alertname": "CameraDown", "severity": "critical"}), {"null"})
        self.assertEqual(self.receivers(labels("paris", "sud", severity="critical")), {"null"})

    def test_every_route_and_inhibition_is_of_one_site(self):
        routes = self.config["route"]["routes"]
        self.assertEqual(len(routes), len(SITES))
        for route in routes:
            site = next(one for one in route["matchers"] if one.startswith("site="))
            for child in descendants(route):
                self.assertIn(site, child["matchers"])
        for rule in self.config["inhibit_rules"]:
            for side in ("source_matchers", "target_matchers"):
                names = {matcher.split("=")[0].rstrip("!") for matcher in rule[side]}
                self.assertLessEqual({"namespace", "site"}, names, rule)

    def test_no_secret_is_outside_secrets(self):
        for site in SITES:
            texts = [yaml.safe_dump(one) for one in self.rendered[site] if one["kind"] != "Secret"]
            self.assertFalse([text for text in texts if alertmanager.SECRET in text])
        # It is what the receivers are reached with.
        self.assertIn(alertmanager.SECRET, self.text)


class Told(unittest.TestCase):
    """The same routes on a running Alertmanager, with webhooks on the loopback for all receivers."""

    def setUp(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.receivers = Receivers()
        self.addCleanup(self.receivers.close)
        text = alertmanager.configuration(list(self.documents()))
        self.alertmanager = Alertmanager(folder, text)
        self.addCleanup(self.alertmanager.close)

    def documents(self):
        """Sites with a webhook each and their APIs, all of them on the loopback."""
        for namespace, name in SITES:
            receiver = {"name": "erp", "webhook": {"urlSecretRef": {"name": "alerting", "key": name}}}
            camera_site, *secrets = alertmanager.site(namespace, name, [receiver])
            for one in secrets:
                if one["metadata"]["name"] == "alerting":
                    # One Secret for all sites of a namespace.
                    urls = {
                        site: f"http://{self.receivers.address}/user/{where}/{site}" for where, site in SITES if where == namespace
                    }
                    one["stringData"] |= urls
            yield from secrets
            for child in alertmanager.render([camera_site, *secrets]):
                yield self.with_api_on_the_loopback(child, namespace, name)

    def with_api_on_the_loopback(self, document, namespace, name):
        """The document with our address for that of the site's API."""
        for receiver in document.get("spec", {}).get("receivers", []):
            for hook in receiver.get("webhookConfigs", []):
                if f"//{name}-api.{namespace}.svc" in hook.get("url", ""):
                    hook["url"] = f"http://{self.receivers.address}/api/{namespace}/{name}"
        return document

    def test_a_site_that_is_down_is_one_message_and_silences_nobody_else(self):
        sick, neighbour, namesake = SITES
        of_cameras = [labels(*sick, camera=f"camera-{number}") for number in range(6)]
        self.alertmanager.post([labels(*sick, "SiteDown", "critical"), *of_cameras, labels(*sick, "SiteDegraded")])
        self.alertmanager.post([labels(*neighbour, camera="hall"), labels(*namesake, "CameraFrozen", camera="hall")])
        wanted = {
            f"/{whom}/{'/'.join(site)}": [[alert]]
            for whom in ("user", "api")
            for site, alert in ((sick, "SiteDown"), (neighbour, "CameraDown"), (namesake, "CameraFrozen"))
        }
        self.wait(lambda: self.told(wanted) == wanted, GROUP_WAIT + GROUP_INTERVAL, wanted)
        # A second message would come with one of the next two intervals.
        deadline = time.monotonic() + 2 * GROUP_INTERVAL + 1
        while time.monotonic() < deadline:
            self.assertEqual(self.told(wanted), wanted)
            time.sleep(0.5)

    def told(self, paths):
        """Alerts of each message, by path."""
        return {path: self.receivers.names(path) for path in paths}

    def wait(self, condition, limit, wanted):
        """Polls until it holds."""
        deadline = time.monotonic() + limit
        while not condition():
            self.assertLess(time.monotonic(), deadline, f"{self.told(wanted)} instead of {wanted}")
            time.sleep(0.2)


def descendants(route):
    """A route and all below it."""
    yield route
    for child in route.get("routes", []):
        yield from descendants(child)
