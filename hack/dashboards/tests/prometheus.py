"""A Prometheus of the test's own, on the loopback, with its data in a folder that goes with it."""

import json
import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

CONFIG = """
global: {{scrape_interval: 2s, evaluation_interval: 1s}}
rule_files: [{folder}/rules-*.yaml]
scrape_configs:
  - job_name: all
    honor_labels: true
    file_sd_configs: [{{files: [{folder}/targets.json], refresh_interval: 1s}}]
"""
LIMIT = 120


class Prometheus:
    """Runs until it is closed."""

    def __init__(self, folder, address, targets):
        self.folder, self.address = Path(folder), address
        self.set_targets(targets)
        config = self.folder / "prometheus.yaml"
        config.write_text(CONFIG.format(folder=folder), encoding="utf-8")
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [
                    "prometheus",
                    f"--config.file={config}",
                    f"--storage.tsdb.path={folder}/data",
                    "--web.listen-address=127.0.0.1:0",
                    "--log.level=warn",
                ],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )
        self.url = None

    def set_targets(self, targets):
        """What is scraped from now on: (path, labels) each."""
        groups = [
            {"targets": [self.address], "labels": labels | {"__metrics_path__": path}} for path, labels in targets
        ]
        draft = self.folder / "targets.json.new"
        draft.write_text(json.dumps(groups), encoding="utf-8")
        draft.rename(self.folder / "targets.json")

    def set_rules(self, files):
        """The rules from now on: text by name."""
        for name, text in files.items():
            (self.folder / f"rules-{name}.yaml").write_text(text, encoding="utf-8")
        self.process.send_signal(signal.SIGHUP)

    def close(self):
        """Ends it."""
        self.process.terminate()
        self.process.wait()

    def log(self):
        """What it had to say."""
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")[-4000:]

    def get(self, path, **parameters):
        """The data of an answer of its API."""
        if self.url is None:
            self.url = f"http://127.0.0.1:{listening_port(self.process.pid)}"
        query = urllib.parse.urlencode(parameters)
        try:
            with urllib.request.urlopen(f"{self.url}/api/v1/{path}?{query}", timeout=LIMIT) as answer:
                return json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            if error.code == 503:  # It has not started wholly.
                raise
            raise ValueError(f"{parameters}: {error.read().decode()}") from error

    def query(self, expr):
        """The series of an expression now."""
        return self.get("query", query=expr)["result"]

    def wait(self, what, condition):
        """Polls until `condition()` holds."""
        deadline = time.monotonic() + LIMIT
        error = None
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"prometheus ended:\n{self.log()}")
            try:
                if condition():
                    return
            except (OSError, LookupError) as refused:
                error = refused
            time.sleep(0.2)
        raise TimeoutError(f"after {LIMIT} s not yet: {what} ({error})\n{self.log()}")


def listening_port(pid):
    """The TCP port on which a process listens; LookupError when there is none yet."""
    folder = f"/proc/{pid}/fd"
    links = (os.readlink(f"{folder}/{descriptor}") for descriptor in os.listdir(folder))
    inodes = {match.group(1) for link in links if (match := re.fullmatch(r"socket:\[(\d+)\]", link))}
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text(encoding="ascii").splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in inodes:
                return int(fields[1].rsplit(":", 1)[1], 16)
    raise LookupError(f"process {pid} listens nowhere")
