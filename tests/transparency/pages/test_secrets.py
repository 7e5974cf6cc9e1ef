"""What nobody may know is on no page: undecided results, unnamed donors, hidden amounts (R13, N16)."""

from __future__ import annotations

import pytest

from awards.models import AmountFixing, Report
from donations.models import Donation
from fund.models import Department, Fund
from people.models import BankAccount, Group
from tests import factories as make
from tests.transparency.pages.reading import get
from tests.transparency.scene import DECIDED, Scene, scene
from transparency.queries.unfolding import unfold
from transparency.queries.years import chosen, headlines

pytestmark = pytest.mark.django_db
EXPLAINED = ("raised", "received", "matched", "granted", "paid", "split", "projects", "sub-GEN")


def everything(stage: Scene | None = None) -> str:
    """Every page that is there to be read, as one text."""
    paths = ["/", "/rounds", "/projects", "/projects?view=table", "/numbers", "/projects.csv", "/numbers.csv"]
    paths += ["/sitemap.xml", "/feed.atom", "/contact"]
    paths += [f"/numbers?year=2025&explain={name}" for name in EXPLAINED]
    paths += [f"/rounds/{call}" for call in ("R7", "R7-05", "1", "2")]
    paths += [f"/projects/{pk}" for pk in range(1, 30)]
    paths += [f"/numbers?year=2025&explain=project-{pk}" for pk in range(1, 10)]
    return "\n".join(get(path).html for path in paths)


def test_nothing_private_is_on_any_page_of_the_worked_year(miharashi: Fund) -> None:
    secrets = {text for row in Group.objects.all() for text in (row.address, row.phone, row.representative)}
    secrets |= {text for row in BankAccount.objects.all() for text in (row.number, row.holder_kana)}
    secrets |= {row.donor.name for row in Donation.objects.filter(publicity="anonymous")}
    secrets |= {row.donor.address for row in Donation.objects.all()}
    secrets |= {row.number for row in Donation.objects.all()}
    secrets |= {"みはらし建設株式会社"}  # D15 is only a pledge
    pages = everything()
    assert "松本 彩" in secrets
    assert "木村 健" in pages
    assert [secret for secret in secrets if secret and secret in pages] == []


def test_a_decision_is_on_no_page_before_its_release() -> None:
    stage = scene(opening=200_000)
    stage.give("木村 健", 300_000)
    stage.apply("A", 90, 250_000)
    stage.apply("B", 40)
    before = everything()
    stage.decide()
    after = everything()
    assert "事業A" not in after
    assert "団体A" not in after
    # The same pages, but for the sitemap's dates of nothing.
    assert before == after
    assert "審査中" in get("/rounds/R7").text()

    stage.release()
    told = everything()
    assert "事業A" in told
    # Who was not granted anything is named nowhere.
    assert "事業B" not in told
    assert "団体B" not in told

    stage.decline("A")
    assert "事業A" not in get("/projects").html
    assert get(f"/projects/{stage.award('A').pk}").status == 404


def test_a_call_in_preparation_is_not_there() -> None:
    fund = make.fund()
    make.call(fund, "R9", state="draft")
    assert get("/rounds/R9").status == 404
    assert "R9" not in get("/rounds").html


def test_only_what_the_call_publishes_is_shown_and_searched() -> None:
    stage = scene(opening=500_000, fields=["title"])
    stage.apply("A", 90, summary="ひみつの概要")
    stage.apply("C", 80, summary="ひみつの概要")
    stage.decide()
    stage.release()
    pages = everything()
    assert "事業A" in pages
    for secret in ("団体A", "ひみつの概要", "100,000円</span>　"):
        assert secret not in pages
    # A hidden name is not found by trying it.
    assert "条件に合う活動はありません" in get("/projects", q="団体A").text()
    assert "2件の活動" in get("/projects", q="事業").text()
    page = get(f"/projects/{stage.award('A').pk}").text()
    assert "お金のまとめ" not in page
    assert "計算の根拠" not in page
    assert "GEN—" in page
    assert get("/numbers", explain=f"project-{stage.award('A').pk}").status == 404


def test_a_hidden_amount_cannot_be_read_off_an_unfolded_figure() -> None:
    stage = scene()
    stage.give("木村 健", 30_000)
    stage.give("はずかしがり", 77_000, show_amount=False)
    year = chosen(headlines(stage.fund))
    assert year is not None
    found = unfold(stage.fund, year, "received")
    # The one hidden amount is summed with another gift, though that one might be shown.
    assert [(part.kind, part.amount, part.count) for part in found.parts] == [("gifts_masked", 107_000, 2)]
    stage.give("林 文", 20_000)
    found = unfold(stage.fund, year := chosen(headlines(stage.fund)), "received")  # type: ignore[arg-type]
    assert [(part.donor, part.amount) for part in found.parts] == [("木村 健", 30_000), ("", 97_000)]
    page = get("/numbers", explain="received").text()
    assert "77,000" not in page
    assert "はずかしがり" not in page


def test_an_anonymous_donor_is_a_number() -> None:
    stage = scene()
    stage.give("匿名 太郎", 40_000, "anonymous")
    stage.give("本名 花子", 20_000, "alias", alias="一市民")
    pages = everything()
    assert "一市民" in pages
    assert "お名前か金額を公開していない寄附（1件）" in pages
    for secret in ("匿名 太郎", "本名 花子", "ひみつ町"):
        assert secret not in pages


def test_figures_of_a_report_wait_for_the_office() -> None:
    stage = scene(opening=500_000)
    stage.apply("A", 90)
    stage.decide()
    stage.release()
    award = stage.award("A")
    report = Report.objects.create(
        award=award,
        state="submitted",
        due_on=DECIDED,
        text="団体の報告文",
        submitted_at=make.at("2026-02-01 09:00"),
    )
    AmountFixing.objects.create(
        award=award, report=report, accepted_eligible=87_654, disallowed=0, ineligible=0, actual_total=87_654,
        actual_other_income=0, terms={"award": 100_000}, fixed=87_000, binding=[], prepared_by=stage.endo,
        prepared_at=make.at("2026-03-01 09:00"),
    )  # fmt: skip
    page = get(f"/projects/{award.pk}").text()
    assert "団体の報告文" not in page
    assert "団体が使った額報告のあとに公開" in page
    assert "87,654" not in page
    assert "実績報告が届きました" not in page


HOSTILE = '<img src=x onerror="alert(1)">&{{ 7|add:7 }}"\'＜'


def test_hostile_text_is_text() -> None:
    stage = scene(opening=500_000, fields=["group", "title", "summary", "decided"])
    application = stage.apply("A", 90, summary=HOSTILE, tags=[HOSTILE])
    application.title = HOSTILE
    application.save()
    Group.objects.filter(pk=application.group_id).update(name=HOSTILE)
    stage.give(HOSTILE, 30_000)
    Fund.objects.filter(pk=stage.fund.pk).update(name=HOSTILE, operator=HOSTILE, hours=HOSTILE)
    stage.call.name = stage.call.guideline = HOSTILE
    stage.call.save()
    Department.objects.filter(pk=stage.department.pk).update(name=HOSTILE)
    stage.decide()
    stage.release()
    for path in (
        "/",
        "/projects",
        f"/projects/{stage.award('A').pk}",
        "/rounds/R7",
        "/numbers?explain=raised",
    ):
        page = get(path)
        assert page.status == 200, path
        assert not [node for node in page.tree.iter() if node.get("onerror")], path
        assert "<img src=x" not in page.html, path
        assert "alert(1)" in page.html, path
        assert "</script><" not in page.html.replace("</script>\n", ""), path


@pytest.mark.parametrize(
    "query", ["?q=<script>", "?year=x", "?field=<b>", "?page=-1", "?page=9999999", "?progress=x"]
)
def test_what_cannot_be_read_asks_for_nothing(query: str) -> None:
    make.fund()
    page = get(f"/projects{query}")
    assert page.status == 200
    assert "<script>" not in page.html.replace('<script type="', "")


@pytest.mark.parametrize(
    "path",
    [
        "/numbers?year=x", "/numbers?year=20255", "/numbers?fund=NONE", "/projects/0",
        "/projects/99999999999999999999", "/projects/x", "/rounds/none", "/rounds/%00",
        "/?fund=%00", "/rounds/99999999999999999999",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found(path: str) -> None:
    make.fund()
    page = get(path)
    assert page.status == 404
    assert "ページが見つかりません" in page.text()


def test_unfolding_knows_its_names(miharashi: Fund) -> None:
    for name in ("x", "sub-", "sub-NONE", "project-x", "project-999999", "project-", "raised:1"):
        assert get("/numbers", year=2025, explain=name).status == 404, name
