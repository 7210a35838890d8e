"""The rule templates of dashboards/rules, rendered as the operator renders them."""

import copy
import re
from dataclasses import dataclass, field
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "dashboards" / "rules"
# The last number of the line that ends so is the alert's threshold.
THRESHOLD = re.compile(r"(?<=\s)[0-9.]+(?= # threshold$)", re.MULTILINE)


@dataclass
class Settings:
    """What changes the rules of a site: its own facts, then spec.monitoring.rules."""

    components: set | None = None
    interval_seconds: int | None = None
    thresholds: dict = field(default_factory=dict)
    disabled: set = field(default_factory=set)
    overrides: dict = field(default_factory=dict)


def fill(text, parameters):
    """Replaces every placeholder __name__ of `parameters`."""
    for name, value in parameters.items():
        text = text.replace(f"__{name}__", value)
    return text


def parse(text):
    """The rules of a text."""
    return yaml.safe_load(text)


def load(name):
    """The template `name` as it is."""
    return parse((RULES / name).read_text(encoding="utf-8"))


def alerts(document):
    """The alerting rules of a rule file."""
    return [rule for group in document["groups"] for rule in group["rules"] if "alert" in rule]


def render(name, parameters, settings=None):
    """The rules of template `name` for `parameters`, as text that Prometheus loads."""
    settings = settings or Settings()
    text = fill((RULES / name).read_text(encoding="utf-8"), parameters)
    document = yaml.safe_load(text)
    for group in document["groups"]:
        if settings.interval_seconds is not None:
            group["interval"] = f"{settings.interval_seconds}s"
        group["rules"] = [apply(rule, settings) for rule in group["rules"] if wanted(rule, settings)]
    return yaml.safe_dump(document, sort_keys=False, width=1000)


def wanted(rule, settings):
    """Whether the site has the rule's component and nobody disabled it."""
    component = rule.get("labels", {}).get("component")
    there = component is None or settings.components is None or component in settings.components
    return there and rule.get("alert") not in settings.disabled


def apply(rule, settings):
    """The rule with its threshold, duration and severity as they are set."""
    rule = copy.deepcopy(rule)
    alert = rule.get("alert")
    override = settings.overrides.get(alert, {})
    threshold = override.get("threshold", settings.thresholds.get(alert))
    if threshold is not None:
        rule["expr"], count = THRESHOLD.subn(str(threshold), rule["expr"])
        if count != 1:
            raise ValueError(f"{alert} has {count} thresholds")
    if "forSeconds" in override:
        rule["for"] = f"{override['forSeconds']}s"
    if "severity" in override:
        rule["labels"]["severity"] = override["severity"]
    return rule
