"""Grafana's dashboard JSON (classic model) around its panels: variables, annotations, links, layout."""

from dataclasses import dataclass

from hack.dashboards.panels import DATASOURCE, WIDTH

SCHEMA_VERSION = 42


def datasource():
    """The variable that names the Prometheus."""
    return {
        "name": "datasource",
        "label": "Prometheus",
        "description": "Prometheus that holds the data.",
        "type": "datasource",
        "query": "prometheus",
        "regex": "",
        "hide": 0,
        "refresh": 1,
        "includeAll": False,
        "multi": False,
        "current": {},
        "options": [],
    }


def variable(name, label, query, every=False, hide=0):
    """A variable with the values that Prometheus knows; `every` allows several and all."""
    return {
        "name": name,
        "label": label,
        "type": "query",
        "datasource": DATASOURCE,
        "query": query,
        "definition": query,
        "regex": "",
        "refresh": 2,
        "sort": 1,
        "hide": hide,
        "includeAll": every,
        "multi": every,
        "allValue": ".*" if every else None,
        "current": {"selected": True, "text": ["All"], "value": ["$__all"]} if every else {},
        "options": [],
    }


def constant(name, value):
    """A variable with one value that nobody sees."""
    choice = {"selected": True, "text": value, "value": value}
    return {
        "name": name,
        "label": name,
        "type": "constant",
        "query": value,
        "hide": 2,
        "skipUrlSync": True,
        "current": choice,
        "options": [choice],
    }


def annotation(name, expr, colour, title, text):
    """Marks on every graph for the times at which the expression has series."""
    return {
        "name": name,
        "datasource": DATASOURCE,
        "enable": True,
        "hide": False,
        "iconColor": colour,
        "type": "dashboard",
        "expr": expr,
        "step": "15s",
        "titleFormat": title,
        "textFormat": text,
        "tagKeys": "",
        "useValueForTime": False,
    }


def link(title, url, new_tab=False):
    """A link at the head of a dashboard; the time range goes along inside Grafana."""
    return {
        "title": title,
        "type": "link",
        "url": url,
        "icon": "external link" if new_tab else "dashboard",
        "tooltip": "",
        "asDropdown": False,
        "includeVars": False,
        "keepTime": not new_tab,
        "targetBlank": new_tab,
        "tags": [],
    }


def tag_link(title, tag):
    """A drop-down of all dashboards with a tag."""
    return {
        "title": title,
        "type": "dashboards",
        "url": "",
        "icon": "external link",
        "tooltip": "",
        "asDropdown": True,
        "includeVars": False,
        "keepTime": True,
        "targetBlank": False,
        "tags": [tag],
    }


@dataclass
class Row:
    """Panels side by side under a heading; they wrap at 24 columns."""

    title: str
    height: int
    panels: list


def dashboard(uid, title, description, rows, variables, links, annotations=(), tags=(), refresh="30s", since="now-6h"):
    """The whole dashboard."""
    return {
        "id": None,
        "uid": uid,
        "title": title,
        "description": description,
        "tags": ["camerasite", *tags],
        "schemaVersion": SCHEMA_VERSION,
        "version": 1,
        "editable": True,
        "graphTooltip": 1,
        "timezone": "browser",
        "refresh": refresh,
        "time": {"from": since, "to": "now"},
        "timepicker": {},
        "templating": {"list": [datasource(), *variables]},
        "annotations": {"list": list(annotations)},
        "links": links,
        "panels": layout(rows),
    }


def layout(rows):
    """Every panel with its number and place."""
    panels, top = [], 0
    for row in rows:
        panels.append(
            {
                "id": len(panels) + 1,
                "type": "row",
                "title": row.title,
                "collapsed": False,
                "panels": [],
                "gridPos": {"x": 0, "y": top, "w": WIDTH, "h": 1},
            }
        )
        top, left = top + 1, 0
        for panel in row.panels:
            if left + panel.width > WIDTH:
                top, left = top + row.height, 0
            place = {"x": left, "y": top, "w": panel.width, "h": row.height}
            panels.append(panel.json(len(panels) + 1, place))
            left += panel.width
        top += row.height
    return panels
