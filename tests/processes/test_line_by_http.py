"""The whole line on a site of real processes, by HTTP alone: every role, a refund, a top-up, all settled."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from intake.demo import PASSWORD
from intake.demo_content import HOST
from tests.journeys.browserless import Person, Refused
from tests.journeys.line import JST, Line
from tests.processes.site import Site
from tests.processes.test_site import RUN, end

pytestmark = pytest.mark.processes


def test_the_demo_is_walked_from_a_gift_to_a_settled_round(site: Site) -> None:
    """Worked out by hand, in yen.

    みはらし里山の会: 280,000 × 3/4 = 210,000 of 240,000 asked for; advance 80 % = 168,000; spent as planned
    with 90,000 of its own: min(210,000, 210,000, 300,000 − 90,000) = 210,000, so 42,000 more.
    はらっぱ文庫: 70,000, all in advance; 65,000 spent: min(70,000, 65,000, 65,000 − 10,000) = 55,000, and
    15,000 come back.
    みはらし緑地を守る会, a second award: 310,000 × 2/3 = 206,000, 200,000 asked for; advance 160,000;
    min(200,000, 206,000, 330,000 − 130,000) = 200,000, so 40,000 more.
    坂の上カフェ: 70,000, all in advance, 80,000 − 10,000 spent.
    """
    site.environment["MACHITANE_DEMO"] = "1"
    run = site.start(RUN)
    site.up(run, 300)
    address = f"http://127.0.0.1:{site.port}"

    def advance(moment: datetime) -> None:
        site.run(("python", "manage.py", "advance", "--to", moment.isoformat()))

    line = Line(address, advance, PASSWORD, HOST, datetime.now(JST))
    told = line.walk()

    assert told.pop("round") == "settled"
    assert {name: [figures[key]["value"] for key in FIGURES] for name, figures in told.items()} == {
        "みはらし里山の会": [210_000, 210_000, 210_000, 0, 0],
        "はらっぱ文庫": [70_000, 55_000, 70_000, 15_000, 0],
        "みはらし緑地を守る会": [200_000, 200_000, 200_000, 0, 0],
        "坂の上カフェ": [70_000, 70_000, 70_000, 0, 0],
    }
    case_b_unfolds(line.by("auditor"))
    with pytest.raises(Refused) as refused:
        line.by("donor").get(f"explain/award:{line.awards['はらっぱ文庫']}:amount/")
    assert refused.value.status == 404
    site.run(("python", "manage.py", "check_ledger"))
    end(run, site)


FIGURES = ("amount", "fixed", "paid", "refunded", "balance")


def case_b_unfolds(auditor: Person) -> None:
    """Last year's case B: 363,000 down to R5's terms, the budget's rows and the gifts of its lots."""
    [award] = auditor.get("awards/?q=R7-05-002")["results"]
    fixed = auditor.get(f"explain/award:{award['id']}:fixed/")
    assert (fixed["value"], fixed["rule"]) == (363_000, "R5")
    assert fixed["inputs"]["terms"] == {"award": 397_000, "rate_term": 363_000, "shortfall": 379_200}
    assert fixed["inputs"]["binding"] == ["rate_term"]
    assert sum(part["value"] for part in fixed["parts"]) == 363_000
    # R12: GRN 161,500 (150,000 and 20,000 less 5 %), and the city's match for the rest.
    assert {part["sub_fund"]: part["value"] for part in fixed["parts"]} == {"GRN": 161_500, "MATCH": 201_500}
    gifts: list[Any] = [lot for part in fixed["parts"] for lot in part["lots"]]
    assert sorted(lot["value"] for lot in gifts) == [19_000, 142_500, 201_500]
    assert {lot["label"].split()[0] for lot in gifts} >= {"D10", "D11"}
    [eligible] = [row for row in fixed["inputs"]["figures"] if row["figure"].endswith(":eligible")]
    rows = auditor.get(f"explain/{eligible['figure']}/")
    assert rows["value"] == 609_600
    assert [row["value"] for row in rows["parts"]] == [
        120_000, 19_200, 108_000, 60_000, 33_000, 52_800, 132_000, 68_000, 16_600,
    ]  # fmt: skip
