"""The walk at the end of docs/api.md, run as it stands there: every command, and every answer it shows."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from itertools import zip_longest
from pathlib import Path

import pytest
from django.conf import settings

from intake.demo import PASSWORD
from intake.demo_content import address
from tests.journeys.browserless import Person
from tests.processes.site import Site
from tests.processes.test_site import RUN, end

pytestmark = [pytest.mark.processes, pytest.mark.once]

PAGE = Path(settings.BASE_DIR) / "docs" / "api.md"
FIGURES = {"amount": 70_000, "fixed": 55_000, "paid": 70_000, "refunded": 15_000, "balance": 0}


def walk() -> str:
    """All ```sh blocks of the page as one script."""
    return "".join(
        re.findall(r"^```sh\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    )


def answers(script: str) -> str:
    """What the page says is printed."""
    return "\n".join(re.findall(r"^# → (.*)$", script, re.MULTILINE))


def as_shown(printed: str, shown: str) -> str:
    """What was printed; lines that fit look as the page shows them, where … stands for anything."""
    return "\n".join(
        wanted if re.fullmatch(re.escape(wanted).replace("…", ".+"), line) else line
        for line, wanted in zip_longest(printed.splitlines(), shown.splitlines(), fillvalue="")
    )


def require_tools() -> None:
    """Where the tests must all run, a missing tool is a failure; elsewhere the test is left out."""
    missing = [tool for tool in ("bash", "curl") if shutil.which(tool) is None]
    if missing:
        told = f"the walk of docs/api.md needs {' and '.join(missing)}, which this machine does not have"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(told)


def test_the_walk_in_the_papers_arrives(demo: Site) -> None:
    """Worked out by hand, in yen.

    はらっぱ文庫 asks for 80,000 − 10,000 = 70,000. R1 at a rate of 1: min(80,000, cap 100,000, 70,000,
    80,000 − 10,000) = 70,000. R4: all of it in advance. R5: 65,000 accepted, 10,000 of other income:
    min(70,000, 65,000, 65,000 − 10,000) = 55,000, so 70,000 − 55,000 = 15,000 come back.
    R12: the tag 子ども draws KAN first, and KAN held nothing but the donor's 100,000: 55,000 of the gift
    are spent, 45,000 are left.
    """
    require_tools()
    run = demo.start(RUN)
    demo.up(run, 300)
    here = f"http://127.0.0.1:{demo.port}"
    script = walk()
    place = {"SITE": here, "PYTHON": sys.executable, "TMPDIR": str(demo.folder)}
    # Whoever runs the tests may have habits and proxies of their own.
    place |= {"CURL_HOME": str(demo.folder), "no_proxy": "127.0.0.1"}
    walked = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=settings.BASE_DIR,
        env={**demo.environment, **place},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )

    shown = answers(script)
    assert as_shown(walked.stdout, shown) == shown, walked.stderr[-3000:]
    assert walked.returncode == 0, walked.stderr[-3000:]

    auditor = Person(here, address("auditor"), PASSWORD)
    rows = auditor.get("awards/?state=settled&page_size=200")["results"]
    [award] = [row for row in rows if row["title"] == "はらっぱ読み聞かせの日"]
    figures = {name: auditor.get(f"explain/award:{award['id']}:{name}/") for name in FIGURES}
    assert {name: figure["value"] for name, figure in figures.items()} == FIGURES
    [part] = figures["fixed"]["parts"]
    assert (part["sub_fund"], [lot["value"] for lot in part["lots"]]) == ("KAN", [55_000])
    gift = Person(here, address("donor"), PASSWORD).get("donations/own/")["results"][0]
    assert [part["value"] for part in gift["journey"]] == [55_000, 45_000]
    demo.run(("python", "manage.py", "check_ledger"))
    end(run, demo)
