"""What can be read off a PromQL expression without a parser: metrics, labels, Grafana's variables."""

import re

STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
NOT_METRICS = {"and", "or", "unless", "bool", "offset", "inf", "nan"}
# What Grafana puts in for its own variables.
BUILT_IN = {"__rate_interval": "1m", "__range": "5m", "__interval": "15s"}


def selectors(expr):
    """(metric, labels that its selector names) for each selector of the expression."""
    text = re.sub(r"#.*", "", STRING.sub('""', expr))
    text = re.sub(r"\[[^\]]*\]", "", text)
    text = re.sub(r"\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)", " ", text)
    for match in re.finditer(r"([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(\(|\{([^}]*)\})?", text):
        name, after, inside = match.groups()
        if after != "(" and name.lower() not in NOT_METRICS:
            yield name, re.findall(r"([a-zA-Z_]\w*)\s*(?:=~|!~|!=|=)", inside or "")


def series(expr):
    """The selectors of the expression with their labels, as text on one line."""
    text = re.sub(r"(?m)#.*$", "", expr)
    for match in re.finditer(r'[a-zA-Z_:][a-zA-Z0-9_:]*\{(?:"(?:[^"\\]|\\.)*"|[^}"])*\}', text):
        yield " ".join(match.group().split())


def groupings(expr):
    """Labels that `by` and `on` name."""
    for match in re.finditer(r"\b(?:by|on)\s*\(([^)]*)\)", STRING.sub('""', expr)):
        yield from (label.strip() for label in match.group(1).split(",") if label.strip())


def result_labels(expr):
    """Labels of the result: those of the first, outermost `by`."""
    first = re.search(r"\bby\s*\(([^)]*)\)", STRING.sub('""', expr))
    return {label.strip() for label in first.group(1).split(",")} - {"le"} if first else set()


def variables(text):
    """Names of Grafana's variables in a text, those of a table's cells aside."""
    for match in re.finditer(r"\$(?:\{([^}:]+)[^}]*\}|(\w+))", text):
        name = match.group(1) or match.group(2)
        if not name.startswith(("__data.", "__value.")) and name not in BUILT_IN:
            yield name


def substitute(expr, chosen):
    """The expression as Grafana sends it."""
    values = BUILT_IN | chosen
    return re.sub(r"\$\{?(\w+)\}?", lambda match: values[match.group(1)], expr)


def label_values(query):
    """(series, label) of a variable's query `label_values(series, label)`."""
    return re.fullmatch(r"label_values\((.+), (\w+)\)", query).groups()
