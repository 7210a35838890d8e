"""Writes the dashboards that are committed; with --check, fails when one of them is stale. Run as python3 -m hack.dashboards."""

import json
import sys
from pathlib import Path

from hack.dashboards.boards import api, camera, database, fleet, operator, site

FOLDER = Path(__file__).resolve().parents[2] / "dashboards"
BOARDS = {"fleet": fleet, "site": site, "camera": camera, "api": api, "database": database, "operator": operator}


def main():
    """Writes or compares every file; the exit status."""
    wanted = {f"{name}.json": json.dumps(board.build(), indent=2) + "\n" for name, board in BOARDS.items()}
    if sys.argv[1:] == ["--check"]:
        return check(wanted)
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


def check(wanted):
    """Whether the committed files are the wanted ones, and no others."""
    found = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")}
    stale = sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
    if stale:
        print(
            f"error: stale in dashboards/: {', '.join(stale)}\n   do: run make generate and commit the result",
            file=sys.stderr,
        )
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
