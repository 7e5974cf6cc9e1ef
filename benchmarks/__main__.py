"""`python -m benchmarks [ledger api …]`: run on PostgreSQL, print the tables, write docs/benchmarks.md.

`DATABASE_URL` names the database (made when it is not there, emptied before the run); by default
`machitane_bench` on the local PostgreSQL. Exits 1 when a ratio is missed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

DEFAULT = "postgresql://postgres@127.0.0.1/machitane_bench"
SUITES = ("ledger", "ranking", "api", "radar", "papers", "screens", "budget")


def make_database(url: str) -> None:
    import psycopg
    from psycopg import sql

    name = urlsplit(url).path.lstrip("/")
    if not name.endswith("_bench"):
        sys.exit("the benchmark empties its database: its name must end in _bench")
    with psycopg.connect(url.replace(f"/{name}", "/postgres"), autocommit=True) as admin:
        there = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if there is None:
            admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def main(names: list[str]) -> int:
    url = os.environ.setdefault("DATABASE_URL", DEFAULT)
    if not url.startswith("sqlite"):
        make_database(url)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from benchmarks import api, budget, harness, ledger, papers, radar, ranking, screens

    holds = True
    for name in names or SUITES:
        suites: dict[str, Any] = {
            "ledger": ledger.run,
            "ranking": ranking.run,
            "api": api.run,
            "radar": radar.run,
            "papers": papers.run,
            "screens": screens.run,
            "budget": budget.run,
        }
        title, results, text = suites[name]()
        print(text)
        harness.write_section(Path(__file__).parent.parent / "docs" / "benchmarks.md", title, text)
        holds = holds and all(result.holds for result in results)
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
