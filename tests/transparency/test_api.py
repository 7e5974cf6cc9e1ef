"""What everybody may read: figures from the books, gifts as donors wish (R13), and a gift's journey (R12)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from applications.models import Application
from common import clock_control
from donations import services as donations
from donations.models import Donation
from intake import loading
from intake.demo import FOLDER
from ledger.models import Book
from ledger.queries import net_assets, sub_fund_balances
from people.models import BankAccount, Group
from tests import factories as make
from tests.transparency.scene import DECIDED, Scene, get, queries, scene

pytestmark = pytest.mark.django_db


def figures(stage: Scene) -> dict[str, Any]:
    [year] = get(f"funds/{stage.fund.pk}/figures/").json()
    return {**{row["code"]: row for row in year["sub_funds"]}, "totals": year["totals"]}


def test_the_worked_year_as_the_public_reads_it() -> None:
    """domain.md §8, by hand: every figure of the closing, the results, and the way of three gifts."""
    fund = loading.load(Path(FOLDER)).fund
    assert fund is not None
    year = get(f"funds/{fund.pk}/figures/2025/").json()
    rows = {row["code"]: row for row in year["sub_funds"]}

    def of(code: str) -> tuple[int, ...]:
        names = ("opening", "received", "matched", "awarded", "released", "moved", "balance")
        return tuple(rows[code][name] for name in names)

    assert of("GEN") == (300_000, 713_450, 0, 255_500, 0, 12_000, 769_950)
    assert of("GRN") == (0, 170_000, 0, 161_500, 0, -8_500, 0)
    assert of("KAN") == (0, 1_000_000, 0, 900_000, 0, -100_000, 0)
    # 8,000 of fees and 12,000 that overflowed.
    assert of("NGO") == (0, 80_000, 0, 60_000, 0, -20_000, 0)
    # 883,000 less 47,000 given back to the city; 13,000 + 34,000 came back from A and B.
    assert of("MATCH") == (0, 0, 836_000, 883_000, 47_000, 0, 0)
    # 116,500 of fees in, 2,880 and 2,640 to card company and bank.
    assert of("OPS") == (50_000, 0, 0, 0, 0, 110_980, 160_980)
    assert year["totals"]["balance"] == 930_930
    assert year["totals"]["received"] == 1_963_450
    # 1,779,000 + 60,000 + 387,000 went out, 13,000 came back.
    assert (year["totals"]["paid"], year["totals"]["returned"]) == (2_226_000, 13_000)
    book = Book.objects.get(fund_code=fund.code)
    assert {code: row["balance"] for code, row in rows.items()} == sub_fund_balances(book)
    assert net_assets(book) == 930_930

    call = fund.rounds.get()
    start, collab = get(f"rounds/{call.pk}/results/").json()["departments"]
    assert [
        (row["score"], row["decided"]["yen"], row["fixed"]["yen"], row["paid"]["yen"], row["returned"]["yen"])
        for row in start["rows"] + collab["rows"]
    ] == [
        ("72.8", 100_000, 87_000, 100_000, 13_000),
        ("80.4", 397_000, 363_000, 363_000, 0),
        ("79.3", 1_703_000, 1_703_000, 1_703_000, 0),
    ]
    assert collab["totals"]["fixed"]["yen"] == 2_066_000

    gifts = get(f"funds/{fund.pk}/donations/").json()["results"]
    # D01, D05, D06, D14 are anonymous, D09 was given back, D15 is a pledge.
    assert [row["name"] for row in gifts] == [
        "清水 翔", "みはらし商事株式会社", "林 文", "みどり造園株式会社", "みはらし信用組合", "井上 隆",
        "株式会社みはらし印刷", "佐々木 玲", "木村 健",
    ]  # fmt: skip
    journey = get(f"donations/{Donation.objects.get(number='D10').pk}/").json()
    assert [(stop["kind"], stop["amount"]) for stop in journey["stops"]] == [
        ("fee", 7_500),
        ("award", 142_500),
    ]
    assert (journey["stops"][1]["title"], journey["left"]) == ("みはらし緑地 雑木林の再生", 0)
    assert get(f"donations/{Donation.objects.get(number='D14').pk}/").status_code == 404

    project = get(f"projects/{journey['stops'][1]['project_id']}/").json()
    # B: 161,500 of GRN and 235,500 of the match, of which 34,000 went back.
    assert [(s["code"], s["amount"], s["gifts"], s["donors"]) for s in project["sources"]] == [
        ("GRN", 161_500, 2, ["みどり造園株式会社", "林 文"]),
        ("MATCH", 201_500, 0, []),
    ]
    everything = _everything_public(fund.pk, call.pk)
    assert "松本 彩" in _secrets()
    assert [secret for secret in _secrets() if secret in everything] == []


def _everything_public(fund_id: int, round_id: int) -> str:
    """Every public answer about a fund, as one text."""
    paths = ["funds/", f"funds/{fund_id}/figures/", f"funds/{fund_id}/donations/", "rounds/"]
    paths += [f"rounds/{round_id}/results/"]
    paths += [f"donations/{pk}/" for pk in Donation.objects.values_list("pk", flat=True)]
    paths += [f"projects/{pk}/" for pk in range(1, 30)]
    return "".join(json.dumps(get(path).json(), ensure_ascii=False) for path in paths)


def _secrets() -> set[str]:
    """Addresses, telephones, accounts, and the names of anonymous donors."""
    secrets = {text for row in Group.objects.all() for text in (row.address, row.phone, row.representative)}
    secrets |= {text for row in BankAccount.objects.all() for text in (row.number, row.holder_kana)}
    secrets |= {row.donor.name for row in Donation.objects.filter(publicity="anonymous")}
    secrets |= {row.donor.address for row in Donation.objects.all()}
    return {text for text in secrets if text}


def test_an_anonymous_gift_is_nowhere() -> None:  # R13
    stage = scene()
    stage.give("匿名 太郎", 40_000, "anonymous")
    shown = stage.give("木村 健", 30_000)
    alias = stage.give("本名 花子", 20_000, "alias", alias="一市民", show_amount=False)
    stage.apply("A", 90, 60_000)
    stage.decide()
    stage.release()

    rows = get(f"funds/{stage.fund.pk}/donations/").json()["results"]
    assert [(row["id"], row["name"], row["amount"]) for row in rows] == [
        (alias.pk, "一市民", None),
        (shown.pk, "木村 健", 30_000),
    ]
    # The first gift in paid first: 40,000 of the anonymous one, then 20,000 of the second.
    project = get(f"projects/{stage.award('A').pk}/").json()
    assert project["sources"] == [
        {"code": "GEN", "name": "GEN", "amount": 60_000, "gifts": 2, "donors": ["木村 健"]}
    ]
    text = _everything_public(stage.fund.pk, stage.call.pk)
    for secret in ("匿名 太郎", "本名 花子", "ひみつ町"):
        assert secret not in text


def test_an_anonymous_gift_looks_like_none() -> None:
    stage = scene()
    hidden = stage.give("匿名 太郎", 40_000, "anonymous")
    answer, unknown = get(f"donations/{hidden.pk}/"), get("donations/999999/")
    assert (answer.status_code, answer.json()) == (404, unknown.json())


def test_a_gift_s_journey_adds_up() -> None:  # R12
    stage = scene()
    gift = stage.give("木村 健", 130_000)
    stage.apply("A", 90)
    stage.decide()
    stage.release()

    assert get(f"donations/{gift.pk}/").json() == {
        "id": gift.pk,
        "name": "木村 健",
        "amount": 130_000,
        "fund": stage.fund.pk,
        "sub_fund": "GEN",
        "sub_fund_name": "GEN",
        "received_on": "2025-04-10",
        "stops": [
            {
                "kind": "award",
                "label": "事業A",
                "amount": 100_000,
                "project_id": stage.award("A").pk,
                "group": "団体A",
                "title": "事業A",
            }
        ],
        "left": 30_000,
    }


def test_a_hidden_amount_cannot_be_added_up_from_the_journey() -> None:
    stage = scene()
    gift = stage.give("木村 健", 130_000, show_amount=False)
    stage.apply("A", 90)
    stage.decide()
    stage.release()
    journey = get(f"donations/{gift.pk}/").json()
    assert (journey["amount"], journey["left"]) == (None, None)
    assert [(stop["group"], stop["amount"]) for stop in journey["stops"]] == [("団体A", None)]


def test_a_decision_shows_nowhere_before_its_release() -> None:
    stage = scene(opening=200_000)
    gift = stage.give("木村 健", 300_000)
    before = figures(stage)
    untouched = get(f"donations/{gift.pk}/").json()
    assert (before["GEN"]["balance"], untouched["left"]) == (500_000, 300_000)

    stage.apply("A", 90, 250_000)
    stage.decide()
    assert figures(stage) == before
    assert get(f"donations/{gift.pk}/").json() == untouched
    assert get(f"projects/{stage.award('A').pk}/").json() == get("projects/999999/").json()

    stage.release()
    after = figures(stage)
    assert (after["GEN"]["awarded"], after["GEN"]["balance"]) == (250_000, 250_000)
    # 200,000 of the opening balance, then 50,000 of the gift.
    assert get(f"donations/{gift.pk}/").json()["left"] == 250_000
    assert get(f"projects/{stage.award('A').pk}/").status_code == 200

    stage.decline("A")
    # A declined offer was no award, and nothing came back.
    declined = figures(stage)["GEN"]
    assert (declined["awarded"], declined["released"], declined["balance"]) == (0, 0, 500_000)


def test_a_gift_given_back_is_gone() -> None:
    stage = scene()
    gift = stage.give("木村 健", 30_000)
    with clock_control.on(DECIDED):
        donations.prepare_refund(donation_id=gift.pk, by=stage.endo, reason="誤入金")
        donations.approve_refund(donation_id=gift.pk, by=stage.fukuda, on=DECIDED)
    assert get(f"donations/{gift.pk}/").status_code == 404
    assert get(f"funds/{stage.fund.pk}/donations/").json()["results"] == []
    assert figures(stage)["GEN"]["received"] == 0


def test_gifts_by_fiscal_year() -> None:
    stage = scene()
    stage.give("木村 健", 30_000)
    path = f"funds/{stage.fund.pk}/donations/"
    assert len(get(path, year=2025).json()["results"]) == 1
    assert get(path, year=2024).json()["results"] == []
    refused = get(path, year="来年")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/year")


def test_what_is_not_there_is_not_found() -> None:
    stage = scene()
    for path in (
        "funds/999999/figures/", "funds/999999/donations/", f"funds/{stage.fund.pk}/figures/1999/",
        f"funds/{stage.fund.pk}/figures/99999999999999/", "projects/999999/",
    ):  # fmt: skip
        assert get(path).status_code == 404, path
    assert get(f"funds/{make.fund().pk}/figures/").json() == []


def test_nothing_can_be_written() -> None:
    stage = scene()
    client = APIClient()
    client.force_authenticate(stage.endo)
    for path in ("funds/", f"funds/{stage.fund.pk}/figures/", "rounds/", "rounds/1/results/"):
        for verb in ("post", "put", "patch", "delete"):
            assert getattr(client, verb)(f"/api/v1/public/{path}").status_code == 405, (verb, path)


def test_the_funds_of_the_site() -> None:
    fund = make.fund("PUB", operator="運営団体", bank_account={"number": "1234567"})
    [row] = get("funds/").json()["results"]
    assert row == {
        "id": fund.pk, "code": "PUB", "name": "PUB基金", "operator": "運営団体", "legal_mode": "private",
        "phone": "", "hours": "", "email": "", "address": "",
    }  # fmt: skip


def test_pages_cost_the_same_for_three_and_thirty() -> None:
    counts = []
    stage = scene(opening=10_000_000)
    stage.department.budget = 9_000_000
    stage.department.save()
    for n in range(30):
        stage.give(f"寄附者{n}", 10_000)
        if n == 2:
            counts.append(_costs(stage))
    counts.append(_costs(stage))
    for n in range(30):
        stage.apply(str(n), 60 + n)
    stage.decide()
    stage.release()
    counts.append(_costs(stage))
    assert counts[0] == counts[1] == counts[2]

    first = Donation.objects.order_by("pk").first()
    assert first is not None
    assert queries(lambda: get(f"donations/{first.pk}/")) <= 4
    award = stage.award("29")
    assert Application.objects.count() == 30
    assert queries(lambda: get(f"projects/{award.pk}/")) <= 4


def _costs(stage: Scene) -> list[int]:
    paths = ("funds/", f"funds/{stage.fund.pk}/figures/", f"funds/{stage.fund.pk}/donations/")
    return [queries(lambda path=path: get(path)) for path in paths]
