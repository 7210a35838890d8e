"""The configuration that prometheus-operator makes of sites' AlertmanagerConfigs, and an Alertmanager that runs with it."""

import json
import subprocess
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import yaml

from hack.dashboards.rules import ROOT
from hack.dashboards.tests.prometheus import LIMIT, listening_port

# What is in the Secrets of the receivers, and must be nowhere else.
SECRET = "only-in-secrets"
URL = "http://receiver.example.net/{way}/" + SECRET


def tool(*command):
    """The folder that a script of hack/tools prints."""
    done = subprocess.run([ROOT / "hack/tools" / command[0], *command[1:]], capture_output=True, text=True, check=True)
    return Path(done.stdout.splitlines()[-1])


def secret(namespace, name, **texts):
    """A Secret; of the type of a login where it is one."""
    kind = "kubernetes.io/basic-auth" if "username" in texts else "Opaque"
    metadata = {"name": name, "namespace": namespace}
    return {"apiVersion": "v1", "kind": "Secret", "type": kind, "metadata": metadata, "stringData": texts}


def site(namespace, name, receivers):
    """A CameraSite with receivers, and the Secrets that they refer to."""
    spec = {
        "location": {"city": "Paris"},
        "cameras": [{"name": "hall", "url": "rtsp://192.0.2.1/"}],
        "monitoring": {"labels": {"release": "kps"}, "alerting": {"receivers": receivers}},
    }
    urls = {way: URL.format(way=way) for way in ("slack", "erp", "teams")}
    return [
        {
            "apiVersion": "camerasite.io/v1alpha1",
            "kind": "CameraSite",
            "metadata": {"name": name, "namespace": namespace},
            "spec": spec,
        },
        secret(namespace, "alerting", pagerduty=SECRET, **urls),
        secret(namespace, "mail", username="alerts", password=SECRET),
    ]


def every_way():
    """A receiver of each kind; that by PagerDuty is told of what is critical only."""

    def key(name):
        return {"name": "alerting", "key": name}

    mail = {"to": "pc@example.net", "from": "alerts@example.net", "smarthost": "mail.example.net:587"}
    return [
        {"name": "control-room", "slack": {"urlSecretRef": key("slack"), "channel": "#cameras"}},
        {"name": "on-call", "minSeverity": "critical", "pagerduty": {"routingKeySecretRef": key("pagerduty")}},
        {"name": "post", "email": mail | {"credentialsSecretRef": {"name": "mail"}}},
        {"name": "erp", "webhook": {"urlSecretRef": key("erp")}},
        {"name": "teams", "msteams": {"urlSecretRef": key("teams")}},
    ]


def render(documents):
    """What the operator makes of a CameraSite, beside the Secrets that it refers to: documents."""
    done = subprocess.run(
        ["cargo", "run", "--quiet", "--locked", "--bin", "operator", "--", "render", "-f", "-"],
        cwd=ROOT,
        input=yaml.safe_dump_all(documents),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise AssertionError(f"operator render:\n{done.stderr}")
    return list(yaml.safe_load_all(done.stdout))


def configuration(documents):
    """The text of alertmanager.yaml for the AlertmanagerConfigs and Secrets among the documents."""
    program = tool("prometheus-operator", "programs") / "alertmanager-config"
    version = tool("alertmanager").name.removeprefix("alertmanager-")
    done = subprocess.run(
        [program, version], input=yaml.safe_dump_all(documents), capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise AssertionError(f"prometheus-operator refuses it:\n{done.stderr}")
    return done.stdout


class Receivers:
    """Takes what Alertmanager tells, on a free port of the loopback."""

    def __init__(self):
        told = self.told = []

        class Handler(BaseHTTPRequestHandler):
            """Remembers each message with its path."""

            def do_POST(self):  # pylint: disable=invalid-name
                """One message."""
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                told.append((self.path, body))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):  # pylint: disable=arguments-differ
                """Messages are no news."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def names(self, path):
        """Names of the alerts of each message to `path`."""
        return [sorted({alert["labels"]["alertname"] for alert in body["alerts"]}) for to, body in self.told if to == path]

    def close(self):
        """Ends it."""
        self.server.shutdown()
        self.server.server_close()


class Alertmanager:
    """Runs until it is closed, on the loopback, with its data in a folder that goes with it."""

    def __init__(self, folder, text):
        self.folder = Path(folder)
        config = self.folder / "alertmanager.yaml"
        config.write_text(text, encoding="utf-8")
        command = [tool("alertmanager") / "alertmanager", f"--config.file={config}", f"--storage.path={folder}/data"]
        command += ["--web.listen-address=127.0.0.1:0", "--cluster.listen-address="]
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)

    def close(self):
        """Ends it."""
        self.process.terminate()
        self.process.wait()

    def post(self, alerts):
        """Tells it alerts, each by its labels, as Prometheus does."""
        body = json.dumps([{"labels": labels, "annotations": {"summary": "A test."}} for labels in alerts]).encode()
        deadline = time.monotonic() + LIMIT
        while True:
            try:
                url = f"http://127.0.0.1:{listening_port(self.process.pid)}/api/v2/alerts"
                request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
                with urllib.request.urlopen(request, timeout=LIMIT):
                    return
            except (OSError, LookupError) as error:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    log = (self.folder / "log").read_text(encoding="utf-8")[-4000:]
                    raise AssertionError(f"Alertmanager does not take alerts: {error}\n{log}") from error
                time.sleep(0.2)
