"""The pages' figures against the worked example (domain.md §8), by hand."""

from __future__ import annotations

import re

import pytest

from fund.models import Fund
from ledger.models import JournalLine
from tests.transparency.pages.reading import Page, get
from transparency.queries.figures import figures
from transparency.queries.flows import flow
from transparency.queries.years import Split, chosen, headlines

pytestmark = pytest.mark.django_db


def test_the_front_page_of_the_worked_year(miharashi: Fund) -> None:
    page = get("/")
    text = page.text()
    # 2,799,450 = 1,963,450 + 836,000; 2,213,000 = 2,226,000 − 13,000; three by call and one designated.
    for said in (
        "集まったお金2,799,450円寄附1,963,450円、市の負担金836,000円2026年3月31日時点内訳を見る",
        "助成したお金2,213,000円支払った2,226,000円、返ってきた13,000円2026年3月31日時点内訳を見る",
        "活動の数4件公募3件、団体を指定した助成1件2026年3月31日時点内訳を見る",
        "1,000円のうち608円が活動の助成になりました（令和7年度）",
        "助成608円運営費52円次の回へ340円",
        "助成363,000円2026年3月13日公開",
    ):
        assert said in text, said


def test_a_thousand_yen_adds_up_whatever_is_left_by_cutting() -> None:
    """608.36 + 51.47 + 340.17: the yen that cutting leaves goes to the largest remainder."""
    assert Split(1_377_000, 116_500, 769_950).of_thousand == (608, 52, 340)
    assert Split(1, 1, 1).of_thousand == (334, 333, 333)
    for parts in ((7, 11, 13), (1, 0, 999_999), (0, 0, 1)):
        assert sum(Split(*parts).of_thousand) == 1000


def rows_of(page: Page) -> list[list[str]]:
    """The rows of the unfolded figure, the head left out."""
    table = next(node for node in page.by_id("unfolded").iter() if node.tag.endswith("}table"))
    rows = [node for node in table.iter() if node.tag.endswith("}tr")]
    return [[page.text(cell).strip() for cell in row] for row in rows[1:]]


def yen_in(text: str) -> int:
    [sign, digits] = re.fullmatch(r"(△?)([\d,]+)円", text).groups()  # type: ignore[union-attr]
    return int(digits.replace(",", "")) * (-1 if sign else 1)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("raised", 2_799_450),
        ("received", 1_963_450),
        ("matched", 836_000),
        ("granted", 2_213_000),
        ("paid", 2_226_000),
        ("returned", 13_000),
        ("sub-GEN", 769_950),
        ("sub-OPS", 160_980),
        ("sub-NGO", 0),
        ("sub-MATCH", 0),
    ],
)
def test_a_figure_unfolds_into_what_adds_up_to_it(miharashi: Fund, name: str, value: int) -> None:
    *rows, total = rows_of(get("/numbers", year=2025, explain=name))
    assert yen_in(total[-1]) == value
    assert sum(yen_in(row[-1]) for row in rows) == value
    assert len(rows) > 1 or name == "returned"


def test_the_thousand_yen_and_the_projects_unfold_too(miharashi: Fund) -> None:
    *rows, total = rows_of(get("/numbers", explain="split"))
    assert [yen_in(row[-1]) for row in rows] == [608, 52, 340]
    assert "1,377,000円÷2,263,450円×1,000=608.36…" in rows[0][0]
    assert yen_in(total[-1]) == 1000
    *projects, total = rows_of(get("/numbers", explain="projects"))
    assert (len(projects), total[-1]) == (4, "4件")


def test_a_project_s_money_unfolds(miharashi: Fund) -> None:
    # B: 317,000 in advance and 46,000 after the fixing.
    found = re.search(r'href="(/projects/\d+)"><?[^>]*みはらし緑地', get("/projects").html)
    assert found is not None
    page = get(found[1])
    said = page.text()
    for expected in (
        "助成額（確定）363,000円",
        "決定した額397,000円",
        "支払った額363,000円",
        "団体が使った額596,700円",
        "返した額0円",
        "2026年3月25日時点",
        "予算より43,300円少なく終わりました",
        "合計640,000円",
        "484,700×3/4=363,525",
        "事業費−ほかの収入379,200円596,700−217,500",
        "みどりのまち基金161,500円",
        "みどりのまち基金への寄附2件みどり造園株式会社、林文様（公開に同意された方）",
        "概算払をしました2025年7月15日（火）317,000円",
        "精算払をしました2026年3月25日（水）46,000円",
    ):
        assert expected in said, expected
    number = found[1].rpartition("/")[2]
    *rows, total = rows_of(get("/numbers", year=2025, explain=f"project-{number}"))
    assert [yen_in(row[-1]) for row in rows] == [317_000, 46_000]
    assert yen_in(total[-1]) == 363_000


def test_what_flows_in_flows_out_again(miharashi: Fund) -> None:
    """R12: 300,000 + 1,963,450 + 836,000 = 2,213,000 + 116,500 fees + 769,950 kept; 12,000 overflowed."""
    headline = chosen(headlines(miharashi))
    assert headline is not None
    found = flow(miharashi, headline)
    assert found is not None
    assert (found.through, found.granted) == (3_099_450, 2_213_000)
    coming: dict[str, int] = {}
    leaving: dict[str, int] = {}
    for edge in found.edges:
        leaving[edge.source] = leaving.get(edge.source, 0) + edge.amount
        coming[edge.target] = coming.get(edge.target, 0) + edge.amount
    for place in found.columns[1]:
        assert coming[place.key] == leaving[place.key], place
    assert (coming["operations"], coming["moved"], coming["kept"]) == (116_500, 12_000, 769_950)
    assert (leaving["opening"], leaving["gifts"], leaving["match"]) == (300_000, 1_963_450, 836_000)


def test_the_flow_s_table_says_the_same(miharashi: Fund) -> None:
    page = get("/numbers")
    table = next(node for node in page.all("table") if page.text(node).startswith("お金の流れから"))
    cells = [[page.text(cell) for cell in row] for row in table.iter() if row.tag.endswith("}tr")][1:]
    assert ["市マッチング負担金", "みはらし緑地雑木林の再生", "201,500円", "24%"] in cells
    projects = {"むかし道あるきマップづくり", "みはらし緑地雑木林の再生", "空き店舗を活かした子どもの居場所"}
    projects |= {"みはらし子ども食堂ネット"}
    to_projects = sum(yen_in(row[2]) for row in cells if row[1] in projects)
    assert to_projects == 2_213_000


def test_what_does_not_add_up_is_withheld(miharashi: Fund, monkeypatch: pytest.MonkeyPatch) -> None:
    real = figures.__globals__["_moves"]

    def short(*args: object) -> object:
        moves = real(*args)
        moves[2025].pop()
        return moves

    monkeypatch.setitem(figures.__globals__, "_moves", short)
    for path in ("/", "/numbers"):
        page = get(path)
        assert page.status == 200
        assert "確認しています" in page.text()
        assert "2,799,450" not in page.html
    assert get("/numbers.csv").status == 404


def test_an_unfolding_that_does_not_add_up_is_withheld(
    miharashi: Fund, monkeypatch: pytest.MonkeyPatch
) -> None:
    from transparency.queries import unfolding

    real = unfolding.lines_of
    monkeypatch.setattr(unfolding, "lines_of", lambda *args, **also: real(*args, **also)[:-3])
    page = get("/numbers", year=2025, explain="matched")
    assert "確認しています" in page.text(page.by_id("unfolded"))
    assert "△47,000円" not in page.text(page.by_id("unfolded"))


def test_two_pages_say_the_same_of_the_budget(miharashi: Fund) -> None:
    assert (
        "令和7年度の助成の予算2,400,000円に対して、2,799,450円（116％）集まりました" in get("/numbers").text()
    )


def test_the_csv_adds_up(miharashi: Fund) -> None:
    lines = [line.split(",") for line in get("/numbers.csv", year=2025).html.lstrip("\ufeff").splitlines()]
    head, *rows = lines
    assert head[-1] == "残り"
    for row in rows:
        *parts, balance = (int(cell) for cell in row[3:])
        assert sum(parts) == balance, row
    assert sum(int(row[-1]) for row in rows) == 930_930
    assert JournalLine.objects.exists()
