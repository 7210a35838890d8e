"""Postgres and Redis of a site, by their exporters."""

from hack.dashboards.boards.common import DATABASE, SITE, site_links, site_variables
from hack.dashboards.frame import Row, annotation, dashboard
from hack.dashboards.panels import BLUE, GREEN, ORANGE, RED, graph, stat, values

ANSWERS = values({0: ("Down", RED), 1: ("Up", GREEN)})
# Without the templates and what belongs to no database.
OWN = f'{SITE}, datname!="", datname!~"template.*"'
UP = [(None, RED), (1, GREEN)]


def build():
    """The dashboard."""
    return dashboard(
        DATABASE,
        "CameraSite: Postgres and Redis",
        "The database and the cache of a site.",
        rows=[Row("Now", 5, now()), Row("Postgres", 8, postgres()), Row("Redis", 8, redis())],
        variables=site_variables(),
        links=site_links(DATABASE),
        annotations=[
            annotation(
                "Database or cache down",
                f'ALERTS{{{SITE}, alertname=~"DatabaseDown|CacheDown", alertstate="firing"}}',
                RED,
                "{{alertname}}",
                "{{severity}}",
            ),
        ],
        tags=["database"],
    )


def now():
    """The big numbers."""
    hit, miss = (f"sum(rate(pg_stat_database_blks_{kind}{{{SITE}}}[5m]))" for kind in ("hit", "read"))
    return [
        stat(
            "Postgres",
            "Whether Postgres answers its exporter.",
            f"max(pg_up{{{SITE}}})",
            thresholds=UP,
            defaults={"mappings": ANSWERS},
        ),
        stat(
            "Connections",
            "Share of the allowed connections that are open.",
            f"sum(pg_stat_database_numbackends{{{SITE}}}) / max(pg_settings_max_connections{{{SITE}}})",
            unit="percentunit",
            thresholds=[(None, GREEN), (0.7, ORANGE), (0.9, RED)],
        ),
        stat(
            "Database size",
            "Size of all databases.",
            f"sum(pg_database_size_bytes{{{SITE}}})",
            unit="bytes",
            thresholds=[(None, BLUE)],
        ),
        stat(
            "Found in memory",
            "Share of the blocks that Postgres finds in its own cache.",
            f"{hit} / ({hit} + {miss})",
            unit="percentunit",
            thresholds=[(None, ORANGE), (0.9, GREEN)],
        ),
        stat(
            "Redis",
            "Whether Redis answers its exporter.",
            f"max(redis_up{{{SITE}}})",
            thresholds=UP,
            defaults={"mappings": ANSWERS},
        ),
        stat(
            "Redis memory",
            "Memory that Redis uses.",
            f"sum(redis_memory_used_bytes{{{SITE}}})",
            unit="bytes",
            thresholds=[(None, BLUE)],
        ),
    ]


def postgres():
    """What Postgres does."""

    def rate(name):
        return f"sum(rate(pg_stat_database_{name}{{{SITE}}}[$__rate_interval]))"

    return [
        graph(
            "Transactions",
            "Transactions a second.",
            [(rate("xact_commit"), "committed"), (rate("xact_rollback"), "rolled back")],
            unit="ops",
            width=8,
        ),
        graph(
            "Connections by database",
            "Open connections.",
            [(f"sum by (datname) (pg_stat_database_numbackends{{{OWN}}})", "{{datname}}")],
            width=8,
        ),
        graph(
            "Size by database",
            "How the databases grow.",
            [(f"sum by (datname) (pg_database_size_bytes{{{OWN}}})", "{{datname}}")],
            unit="bytes",
            width=8,
        ),
        graph(
            "Blocks",
            "Blocks a second that Postgres found in its cache and that it asked the system for.",
            [(rate("blks_hit"), "cache"), (rate("blks_read"), "system")],
            unit="ops",
        ),
        graph(
            "Deadlocks",
            "Transactions a second that were broken off because they waited for each other.",
            [(rate("deadlocks"), "deadlocks")],
            unit="ops",
        ),
    ]


def redis():
    """What Redis does."""
    return [
        graph(
            "Commands",
            "Commands a second.",
            [(f"sum(rate(redis_commands_processed_total{{{SITE}}}[$__rate_interval]))", "commands")],
            unit="ops",
            width=8,
        ),
        graph(
            "Redis memory over time",
            "Memory that Redis uses, and its limit; a limit of 0 is none.",
            [(f"sum(redis_memory_used_bytes{{{SITE}}})", "used"), (f"sum(redis_memory_max_bytes{{{SITE}}})", "limit")],
            unit="bytes",
            width=8,
        ),
        graph(
            "Clients", "Open connections to Redis.", [(f"sum(redis_connected_clients{{{SITE}}})", "clients")], width=8
        ),
        graph(
            "Evicted keys",
            "Keys a second that Redis gave up for want of memory: lost view counts.",
            [(f"sum(rate(redis_evicted_keys_total{{{SITE}}}[$__rate_interval]))", "evicted")],
            unit="ops",
        ),
        graph(
            "Unsaved changes",
            "Changes since the last save to disk; a crash loses at most these.",
            [(f"sum(redis_rdb_changes_since_last_save{{{SITE}}})", "changes")],
        ),
    ]
