"""Panels of Grafana's dashboard JSON from a few words."""

from dataclasses import dataclass, field

DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}
WIDTH = 24
GREEN, YELLOW, ORANGE, RED, BLUE, GREY = "green", "yellow", "orange", "red", "blue", "text"
STATE_COLOURS = {
    "Up": GREEN,
    "Degraded": YELLOW,
    "Down": RED,
    "Flapping": ORANGE,
    "Unknown": GREY,
    "Maintenance": BLUE,
}


@dataclass
class Query:
    """One expression of a panel."""

    expr: str
    legend: str = "__auto"


@dataclass
class Panel:
    """A panel without its place; `more` is merged into its JSON."""

    kind: str
    title: str
    description: str
    queries: list
    unit: str
    width: int = 6
    instant: bool = False
    thresholds: list = field(default_factory=lambda: [(None, GREEN)])
    defaults: dict = field(default_factory=dict)
    overrides: list = field(default_factory=list)
    options: dict = field(default_factory=dict)
    transformations: list = field(default_factory=list)
    links: list = field(default_factory=list)

    def json(self, number, place):
        """The panel at a place of the grid."""
        defaults = {
            "unit": self.unit,
            "color": {"mode": "thresholds"},
            "thresholds": {
                "mode": "absolute",
                "steps": [{"value": at, "color": colour} for at, colour in self.thresholds],
            },
        }
        table = self.kind == "table"
        return {
            "id": number,
            "type": self.kind,
            "title": self.title,
            "description": self.description,
            "gridPos": place,
            "datasource": DATASOURCE,
            "fieldConfig": {"defaults": defaults | self.defaults, "overrides": self.overrides},
            "options": self.options,
            "links": self.links,
            "targets": [
                {
                    "refId": chr(ord("A") + index),
                    "datasource": DATASOURCE,
                    "editorMode": "code",
                    "expr": query.expr,
                    "legendFormat": query.legend,
                    "format": "table" if table else "time_series",
                    "instant": self.instant,
                    "range": not self.instant,
                }
                for index, query in enumerate(self.queries)
            ],
            "transformations": self.transformations,
        }


def stat(title, description, expr, unit="short", legend="__auto", thresholds=None, text="auto", spark=False, **more):
    """One big value, its background coloured by thresholds."""
    options = {
        "colorMode": "background",
        "graphMode": "area" if spark else "none",
        "justifyMode": "center",
        "orientation": "auto",
        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
        "textMode": text,
        "wideLayout": True,
    }
    more.setdefault("width", 4)
    steps = thresholds or [(None, GREEN)]
    return Panel(
        "stat",
        title,
        description,
        [Query(expr, legend)],
        unit,
        instant=not spark,
        thresholds=steps,
        options=options,
        **more,
    )


def graph(title, description, queries, unit="short", stacked=False, colours=None, thresholds=None, **more):
    """Lines over time; `queries` are (expression, legend); `colours` by series name."""
    defaults = {
        "color": {"mode": "palette-classic"},
        "min": 0,
        "custom": {
            "drawStyle": "line",
            "lineWidth": 1,
            "fillOpacity": 60 if stacked else 10,
            "showPoints": "never",
            "spanNulls": False,
            "stacking": {"group": "A", "mode": "normal" if stacked else "none"},
            "thresholdsStyle": {"mode": "line" if thresholds else "off"},
        },
    }
    overrides = [
        {
            "matcher": {"id": "byName", "options": name},
            "properties": [{"id": "color", "value": {"mode": "fixed", "fixedColor": colour}}],
        }
        for name, colour in (colours or {}).items()
    ]
    options = {
        "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True, "calcs": []},
        "tooltip": {"mode": "multi", "sort": "desc"},
    }
    more.setdefault("width", 12)
    more["defaults"] = defaults | more.pop("defaults", {})
    steps = thresholds or [(None, GREEN)]
    return Panel(
        "timeseries",
        title,
        description,
        [Query(*query) for query in queries],
        unit,
        thresholds=steps,
        overrides=overrides,
        options=options,
        **more,
    )


def bars(title, description, expr, legend, unit="percentunit", thresholds=None, **more):
    """One horizontal bar a series, now."""
    options = {
        "displayMode": "basic",
        "orientation": "horizontal",
        "showUnfilled": True,
        "valueMode": "color",
        "namePlacement": "auto",
        "sizing": "auto",
        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
    }
    steps = thresholds or [(None, GREEN)]
    return Panel(
        "bargauge",
        title,
        description,
        [Query(expr, legend)],
        unit,
        instant=True,
        thresholds=steps,
        options=options,
        **more,
    )


def timeline(title, description, queries, mappings, **more):
    """A band a series, coloured by value."""
    defaults = {"mappings": mappings, "custom": {"fillOpacity": 80, "lineWidth": 0}}
    options = {
        "mergeValues": True,
        "showValue": "never",
        "alignValue": "left",
        "rowHeight": 0.9,
        "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True},
        "tooltip": {"mode": "single", "sort": "none"},
    }
    more.setdefault("width", WIDTH)
    return Panel(
        "state-timeline",
        title,
        description,
        [Query(*query) for query in queries],
        "short",
        defaults=defaults,
        options=options,
        **more,
    )


@dataclass
class Column:
    """A column of a table: the field's name, its heading and how it looks."""

    name: str
    heading: str
    unit: str | None = None
    thresholds: list | None = None
    links: list | None = None

    def override(self):
        """The field override that makes it so."""
        properties = [{"id": "displayName", "value": self.heading}]
        if self.unit:
            properties.append({"id": "unit", "value": self.unit})
        if self.thresholds:
            steps = [{"value": at, "color": colour} for at, colour in self.thresholds]
            properties.append({"id": "thresholds", "value": {"mode": "absolute", "steps": steps}})
            properties.append({"id": "custom.cellOptions", "value": {"type": "color-background", "mode": "basic"}})
        if self.links:
            properties.append({"id": "links", "value": self.links})
        return {"matcher": {"id": "byName", "options": self.name}, "properties": properties}


def table(title, description, exprs, columns, hidden=(), sort=None, **more):
    """The series of all expressions, one row for equal labels; the value of the n-th is field `Value #A`, `Value #B` …"""
    organize = {
        "excludeByName": {name: True for name in ("Time", *hidden)},
        "indexByName": {column.name: index for index, column in enumerate(columns)},
        "renameByName": {},
    }
    options = {
        "showHeader": True,
        "cellHeight": "md",
        "footer": {"show": False, "reducer": ["sum"], "countRows": False, "fields": ""},
        "sortBy": [{"displayName": sort, "desc": True}] if sort else [],
    }
    more.setdefault("width", WIDTH)
    return Panel(
        "table",
        title,
        description,
        [Query(expr) for expr in exprs],
        "short",
        instant=True,
        defaults={"custom": {"align": "auto", "cellOptions": {"type": "auto"}, "filterable": True}},
        overrides=[column.override() for column in columns],
        options=options,
        transformations=[{"id": "merge", "options": {}}, {"id": "organize", "options": organize}],
        **more,
    )


def values(mapping):
    """Value mappings: value → (text, colour)."""
    options = {
        str(value): {"text": text, "color": colour, "index": index}
        for index, (value, (text, colour)) in enumerate(mapping.items())
    }
    return [{"type": "value", "options": options}]


def panel_link(title, url):
    """A link of a cell or panel."""
    return {"title": title, "url": url, "targetBlank": url.startswith("$")}
