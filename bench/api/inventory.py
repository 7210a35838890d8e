"""Prints cameras.json of the ConfigMap that is named as argument, out of manifests on standard input."""

import sys

import yaml

for manifest in yaml.safe_load_all(sys.stdin):
    if manifest["kind"] == "ConfigMap" and manifest["metadata"]["name"] == sys.argv[1]:
        print(manifest["data"]["cameras.json"])
