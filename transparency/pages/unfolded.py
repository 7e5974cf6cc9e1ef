"""A figure unfolded, as it is shown: its title, how it is made up, and the rows that add up to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from common.errors import NotFound
from transparency.pages.reading import Reader
from transparency.pages.words import called, year, yen
from transparency.queries.projects import project_cards
from transparency.queries.unfolding import Part, Unfolded, unfold, unfold_project
from transparency.queries.years import Headline, Split

TITLES: Final = {
    "raised": (
        "集まったお金",
        "Raised",
        "寄附と市の負担金の合計です。返した寄附と、市に返した分は引いています。",
        "Gifts and the city’s match, less what was given back.",
    ),
    "received": ("寄附", "Gifts", "返した寄附は引いています。", "Less gifts given back."),
    "matched": ("市の負担金", "City match", "市に返した分は引いています。", "Less what went back to it."),
    "granted": (
        "助成したお金",
        "Granted",
        "団体に支払った金額から、団体から返ってきた金額を引いたものです。",
        "Paid to groups, less what they paid back.",
    ),
    "paid": ("団体に支払ったお金", "Paid to groups", "", ""),
    "returned": ("団体から返ってきたお金", "Paid back by groups", "", ""),
}


@dataclass(frozen=True)
class Row:
    what: str
    amount: str
    of: str = ""
    on: date | None = None
    sub_fund: str = ""
    to: int | None = None


@dataclass(frozen=True)
class ShownUnfolded:
    """`third` and `fourth` head the columns beside what and when."""

    title: str
    shown: str
    how: str
    rows: tuple[Row, ...]
    third: str
    fourth: str


def shown_unfolded(reader: Reader, headline: Headline, name: str) -> ShownUnfolded:
    """A figure of the year by its name, or a project's. Raises NotFound, FiguresWithheld."""
    assert reader.fund is not None
    if name == "split":
        return _split(reader, headline)
    if name == "projects":
        return _projects(reader, headline)
    if name.startswith("project-"):
        number = name.removeprefix("project-")
        if not (number.isascii() and number.isdecimal() and len(number) < 19):
            raise NotFound
        return _entries(reader, headline, unfold_project(reader.fund, int(number)))
    return _entries(reader, headline, unfold(reader.fund, headline, name))


def _entries(reader: Reader, headline: Headline, found: Unfolded) -> ShownUnfolded:
    title, how = _title(reader, headline, found)
    return ShownUnfolded(
        title,
        yen(found.value, reader.lang),
        how,
        tuple(_row(reader, part) for part in found.parts),
        reader.say("枠", "Sub-fund"),
        reader.say("金額", "Amount"),
    )


def _title(reader: Reader, headline: Headline, found: Unfolded) -> tuple[str, str]:
    if found.name in TITLES:
        ja, en, how_ja, how_en = TITLES[found.name]
        return reader.say(f"{ja}の内訳", f"{en}: what makes it up"), reader.say(how_ja, how_en)
    if found.sub_fund:
        row = next(row for row in headline.figures.sub_funds if row.code == found.sub_fund)
        return (
            reader.say(f"「{row.name}」の残りの内訳", f"{row.name}: what is left"),
            reader.say(
                "入ったお金から、出ていったお金を引いたものです。", "What came in less what went out."
            ),
        )
    title = found.parts[0].title if found.parts else ""
    return (
        reader.say(f"「{title}」に支払ったお金の内訳", f"Paid to “{title}”"),
        reader.say(
            "すべての年度で、団体に支払った金額から、返ってきた金額を引いたものです。",
            "Over all years: paid to the group, less what came back.",
        ),
    )


def _row(reader: Reader, part: Part) -> Row:
    what = called("parts", part.kind, reader.lang)
    if part.count > 1 or part.kind == "gifts_masked":
        what += reader.say(f"（{part.count}件）", f" ({part.count})")
    named = part.donor and reader.say(f"{part.donor} 様", part.donor)
    return Row(what, yen(part.amount, reader.lang), named or part.title, part.on, part.sub_fund, part.project)


def _projects(reader: Reader, headline: Headline) -> ShownUnfolded:
    """The projects of the year one by one."""
    assert reader.fund is not None
    cards = [
        card
        for card in project_cards(reader.fund)
        if card.year == headline.figures.year and card.state != "cancelled"
    ]
    unnamed = reader.say("名前を公開していない活動", "A project without a published name")
    return ShownUnfolded(
        reader.say("活動の数の内訳", "Projects: what makes it up"),
        reader.say(f"{headline.projects:,}件", f"{headline.projects:,}"),
        reader.say(
            "この年度に助成を決めた活動です。辞退と取消しは数えていません。",
            "Projects granted this year. Offers turned down and cancelled grants are not counted.",
        ),
        tuple(
            Row(
                card.name or unnamed,
                reader.say("1件", "1"),
                card.group if card.title else "",
                card.decided_on,
                card.department or reader.say("団体を指定した助成", "Designated grant"),
                card.id,
            )
            for card in cards
        ),
        reader.say("部門", "Department"),
        reader.say("件数", "Number"),
    )


def _split(reader: Reader, headline: Headline) -> ShownUnfolded:
    """1,000 yen by its three ways, with the yen behind each and the exact part it would be."""
    split = headline.split
    if split is None:
        raise NotFound
    names = (
        (reader.say("活動の助成", "Grants"), split.granted),
        (reader.say("運営費", "Operations"), split.operations),
        (reader.say("次の回へ", "Next round"), split.kept),
    )
    return ShownUnfolded(
        reader.say("1,000円の行き先の内訳", "Where ¥1,000 goes: how it is worked out"),
        yen(1000, reader.lang),
        _how(reader, headline, split),
        tuple(
            Row(name, yen(thousandths, reader.lang), _worked(reader, amount, split.base))
            for (name, amount), thousandths in zip(names, split.of_thousand, strict=True)
        ),
        reader.say("枠", "Sub-fund"),
        reader.say("1,000円のうち", "Of ¥1,000"),
    )


def _worked(reader: Reader, amount: int, base: int) -> str:
    exact = f"{amount * 100_000 // base / 100:,.2f}"
    return f"{yen(amount, reader.lang)} ÷ {yen(base, reader.lang)} × 1,000 = {exact}…"


def _how(reader: Reader, headline: Headline, split: Split) -> str:
    return reader.say(
        f"{year(headline.figures.year)}の寄附と、前の年度から繰り越した寄附を合わせた {yen(split.base)}の"
        "行き先を、1,000円あたりにしたものです。市の負担金と運営費の枠は含みません。"
        "1円に満たない端数は、端数の大きいものから1円ずつ足して、合計が1,000円になるようにしています。",
        f"The gifts of the year and those carried over, {yen(split.base, 'en')}, for each ¥1,000. "
        "The city’s match and the operations sub-fund are left out. What is left by cutting to whole yen "
        "goes to the largest remainders, so that the parts add up to ¥1,000.",
    )
