"""Where one's own gift went (D2), on the whole worked year (domain.md §8): every donor's yen, worked out
by hand from the table of donations, the fees, the funding lines and the settlement."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.management import call_command

from awards.models import Award
from common import clock_control
from donations.models import Donation
from fund.models import Fund, Round, SubFund
from intake.demo import FOLDER
from tests import factories as make
from tests.people.http import get, queries
from transparency.queries.giving import giving
from transparency.queries.stories import Story, story_of

pytestmark = pytest.mark.django_db
AFTERWARDS = date(2026, 4, 10)


@pytest.fixture
def year() -> Any:
    call_command("load_fund", str(FOLDER), verbosity=0)
    with clock_control.on(AFTERWARDS):
        yield Fund.objects.get(code="MIHARASHI")


def gift(number: str) -> Donation:
    return Donation.objects.select_related("fund", "donor", "sub_fund").get(number=number)


def told(story: Story) -> list[tuple[str, int]]:
    """Shares by group (of awards) or purpose."""
    return [(share.group if share.kind == "award" else share.kind, share.amount) for share in story.shares]


def test_every_donors_yen_are_where_the_books_say(year: Fund) -> None:  # R12, domain.md §8
    groups = {award.group.name: award for award in Award.objects.select_related("group")}
    by_amount = {award.amount: name for name, award in groups.items()}
    b, c, ngo = by_amount[397_000], by_amount[1_703_000], by_amount[60_000]
    expected: dict[str, tuple[list[tuple[str, int]], int, int]] = {
        # GEN: C drew 255,500 of it, and the opening balance of 300,000 came first.
        **{
            number: ([], yen, 0)
            for number, yen in {
                "D01": 5_000, "D02": 30_000, "D03": 10_000, "D04": 300_000, "D05": 18_450, "D06": 50_000,
                "D07": 100_000, "D08": 200_000,
            }.items()
        },
        "D09": ([("refund", 3_000)], 0, 0),
        # GRN: the fee of 8,500 by share (7,500 and 1,000), all that is left to B.
        "D10": ([(b, 142_500), ("fee", 7_500)], 0, 0),
        "D11": ([(b, 19_000), ("fee", 1_000)], 0, 0),
        "D12": ([(c, 900_000), ("fee", 100_000)], 0, 0),
        # NGO: 60,000 paid out, 54,000 from the earlier gift; the rest of 12,000 flowed over to GEN.
        "D13": ([(ngo, 54_000), ("fee", 6_000)], 0, 0),
        "D14": ([(ngo, 6_000), ("overflow", 12_000), ("fee", 2_000)], 0, 0),
        "D15": ([], 0, 100_000),
    }  # fmt: skip
    for number, (shares, left, not_in) in expected.items():
        story = story_of(gift(number))
        assert (told(story), story.left, story.not_in) == (shares, left, not_in), number
        assert sum(yen for _, yen in told(story)) + story.left + story.not_in == story.donation.amount


def test_the_working_of_a_share_adds_up(year: Fund) -> None:  # R12
    d10, d11 = (story_of(gift(number)).shares[0] for number in ("D10", "D11"))
    # B drew 161,500 from GRN: 142,500 of D10, which came first, then 19,000 of D11.
    assert (d10.before, d10.amount, d10.after, d10.drawn) == (0, 142_500, 19_000, 161_500)
    assert (d11.before, d11.amount, d11.after, d11.drawn) == (142_500, 19_000, 0, 161_500)


def test_stages_tell_how_far_it_is(year: Fund) -> None:
    stages = {stage.code: (stage.state, stage.on) for stage in story_of(gift("D10")).stages}
    assert stages == {
        "received": ("done", date(2025, 5, 27)),
        "sub_fund": ("done", date(2025, 5, 27)),
        "allocated": ("done", date(2025, 7, 1)),
        "paid": ("done", date(2025, 7, 15)),
        "reported": ("done", Award.objects.get(amount=397_000).reports.get().submitted_at.date()),
    }
    waiting = [stage.state for stage in story_of(gift("D02")).stages]
    assert waiting == ["done", "done", "now", "next", "next"]
    pledged = [stage.state for stage in story_of(gift("D15")).stages]
    assert pledged == ["now", "next", "next", "next", "next"]


def test_what_is_not_told_yet_looks_unused(year: Fund) -> None:
    Round.objects.update(released_at=None)
    story = story_of(gift("D10"))
    assert (told(story), story.left) == ([("fee", 7_500)], 142_500)
    assert [stage.state for stage in story.stages] == ["done", "done", "now", "next", "next"]


def test_where_the_call_publishes_no_yen_there_is_no_working(year: Fund) -> None:
    department = Award.objects.get(amount=397_000).application.department
    department.rules_data = {**department.rules_data, "publication": {"fields": ["title"]}}
    department.save()
    share = story_of(gift("D10")).shares[0]
    assert (share.amount, share.group, share.before, share.drawn) == (142_500, "", None, None)


def test_the_next_decision_is_told_while_yen_wait(year: Fund) -> None:
    assert story_of(gift("D02")).next_decision_on is None
    coming = Round.objects.get()
    coming.pk, coming.code, coming.state = None, "R8-06", "published"
    coming.committee_on = date(2026, 6, 27)
    coming.save()
    assert story_of(gift("D02")).next_decision_on == date(2026, 6, 27)
    assert story_of(gift("D10")).next_decision_on is None


def test_the_same_queries_for_any_journey(year: Fund) -> None:
    counts = {queries(lambda number=number: story_of(gift(number))) for number in ("D10", "D12", "D13")}
    assert len(counts) == 1
    assert counts.pop() <= 9


def test_only_its_donor_and_the_office_follow_a_gift(year: Fund) -> None:
    one = gift("D10")
    owner, other = make.user(), make.user()
    one.donor.user = owner
    one.donor.save()
    answer = get(owner, f"donations/{one.pk}/journey/").json()
    assert [(row["kind"], row["amount"]) for row in answer["shares"]] == [("award", 142_500), ("fee", 7_500)]
    assert sum(row["amount"] for row in answer["shares"]) + answer["left"] + answer["not_in"] == 150_000
    assert get(other, f"donations/{one.pk}/journey/").status_code == 404
    assert get(None, f"donations/{one.pk}/journey/").status_code == 401


def test_what_one_can_give_to_with_the_years_yen(year: Fund) -> None:
    with clock_control.on(date(2025, 6, 30)):
        shown = get(None, "public/giving/").json()
    raised = {row["code"]: (row["raised"], row["goal"], row["is_open"]) for row in shown["sub_funds"]}
    # domain.md §8: what each received in the year; the city's part and the office's costs take no gifts.
    assert raised == {
        "GEN": (713_450, 1_000_000, True), "GRN": (170_000, 300_000, True),
        "KAN": (1_000_000, 1_500_000, True), "NGO": (80_000, None, True),
    }  # fmt: skip
    assert shown["default"] == "GEN"
    assert (shown["minimum"], shown["presets"]) == (1_000, [1_000, 3_000, 10_000])
    # No card before a payment company is connected.
    assert shown["methods"] == [{"code": "bank", "maximum": 1_000_000}, {"code": "cash", "maximum": 300_000}]
    rates = {
        row["code"]: (row["fee_rate"]["numerator"], row["fee_rate"]["denominator"])
        for row in shown["sub_funds"]
    }
    assert rates == {"GEN": (0, 1), "GRN": (1, 20), "KAN": (1, 10), "NGO": (1, 10)}
    match = shown["match"]
    assert (match["base"], match["cap"], match["unit"], match["until"]) == (
        883_450, 1_000_000, 1_000, "2025-06-30",
    )  # fmt: skip
    assert (shown["deductible"], shown["issuer_kind"]) == (False, "plain")
    assert shown["account"] == [
        "みずほ銀行（0001） 溝ノ口支店（388）",
        "普通 0000111",
        "トクヒ)ミハラシマチサポ-ト",
    ]


def test_after_the_citys_window_nothing_is_added(year: Fund) -> None:
    with clock_control.on(date(2025, 7, 1)):
        assert giving(year).match is None


@pytest.mark.parametrize(
    ("mode", "issuer", "deductible"),
    [("municipal", {}, True), ("private", {}, False), ("private", {"kind": "npo_certified"}, True),
     ("private", {"kind": "public_interest"}, True), ("private", {"kind": "plain"}, False)],
)  # fmt: skip
def test_a_gift_is_deductible_by_who_issues_the_receipt(mode: str, issuer: Any, deductible: bool) -> None:
    fund = make.fund(legal_mode=mode, issuer=issuer)
    with clock_control.on(date(2025, 5, 1)):
        assert get(None, f"public/giving/?fund={fund.code}").json()["deductible"] is deductible


def test_the_form_costs_the_same_with_many_sub_funds(year: Fund) -> None:
    few = queries(lambda: get(None, "public/giving/"))
    SubFund.objects.bulk_create(
        SubFund(fund=year, code=f"T{n}", name=f"枠{n}", kind="theme", position=50 + n) for n in range(30)
    )
    assert queries(lambda: get(None, "public/giving/")) == few
    assert get(None, "public/giving/?fund=NONE").status_code == 404
    assert get(None, "public/giving/?x=1").status_code == 400
