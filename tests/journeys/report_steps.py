"""The steps by which a group fills the screen of a report in, as the journeys take them."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any, Final

from PIL import Image, ImageDraw

from tests.journeys.browserless import Person
from tests.journeys.conftest import offline
from tests.journeys.visitor import Visitor, wait

# The budget of はらっぱ文庫: 消耗品費 500 × 100 = 50,000 and 印刷製本費 15 × 2,000 = 30,000. What is spent:
SUPPLIES: Final = [3_000] * 12 + [4_500] * 2  # 36,000 + 9,000 = 45,000
PRINTING: Final = [3_000] * 4 + [4_000] * 2  # 12,000 + 8,000 = 20,000
RECEIPTS: Final = [("消耗品費", yen) for yen in SUPPLIES] + [("印刷製本費", yen) for yen in PRINTING]
SECRET_ALT: Final = "顔の写った子ども"


def picture(number: int, kind: str = "領収書") -> dict[str, Any]:
    """A picture unlike any other, as a phone hands it over."""
    image = Image.new("RGB", (900, 1200), (250, 246 - number, 240))
    drawn = ImageDraw.Draw(image)
    for at in range(number + 1):
        drawn.rectangle((60, 40 + at * 40, 500 + number * 10, 60 + at * 40), fill=(40, 40, 60 + number * 5))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return {"name": f"{kind}{number + 1}.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def part(visitor: Visitor, name: str) -> None:
    """From the list of the report's parts to one of them."""
    visitor.page.get_by_role("link", name=re.compile(name)).first.click()
    visitor.page.get_by_role("heading", name=name, exact=True).wait_for()


def back(visitor: Visitor) -> None:
    visitor.press("保存して一覧へもどる")
    visitor.page.get_by_role("heading", name="実績報告", exact=True).wait_for()


def camera(visitor: Visitor, name: str) -> Any:
    return visitor.page.locator(f'input[capture][aria-label="{name}"]')


def twenty_receipts(visitor: Visitor, paid_on: date) -> None:
    """Five at a time, then what is on them, from field to field by Enter."""
    page = visitor.page
    part(visitor, "領収書")
    for start in range(0, 20, 5):
        camera(visitor, "領収書を撮る").set_input_files([picture(start + at) for at in range(5)])
    cards = page.locator("fieldset.card")
    wait(lambda: cards.count() == 20, 20)
    page.get_by_label("支払先").first.focus()
    for at in range(20):
        page.keyboard.type(f"{at + 1}番商店")
        page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent").strip() == "領収書を撮る"
    for at, (category, yen) in enumerate(RECEIPTS):
        card = cards.nth(at)
        card.get_by_label("日付").fill(
            [f"{paid_on:%Y%m%d}", paid_on.isoformat(), f"{paid_on:%Y/%m/%d}"][at % 3]
        )
        # As people type them: full-width, with a comma, bare.
        card.get_by_label("金額").fill([f"{yen:,}円", str(yen), f"￥{yen}"][at % 3])
        choice = card.get_by_label("予算のどれ")
        choice.select_option(
            label=next(text for text in choice.locator("option").all_inner_texts() if category in text)
        )
    assert page.get_by_label("支払先").nth(19).input_value() == "20番商店"
    table = page.get_by_role("table")
    assert "65,000円" in table.locator("tfoot").inner_text()
    visitor.look("A17-receipts-offline")


def five_photos(visitor: Visitor) -> None:
    """The last one shows somebody who does not agree; that it be published is not asked."""
    page = visitor.page
    part(visitor, "写真")
    camera(visitor, "写真を撮る").set_input_files([picture(30 + at, "写真") for at in range(5)])
    cards = page.locator("fieldset.card")
    wait(lambda: cards.count() == 5, 20)
    for at in range(5):
        card = cards.nth(at)
        card.get_by_label("写真の説明").fill(SECRET_ALT if at == 4 else f"本を直す会 {at + 1}回目")
        if at < 4:
            card.get_by_label("写っている人の同意があります").check()
            card.get_by_label("この写真を公開する").check()


def the_same_picture_twice_is_told(visitor: Visitor) -> None:
    page = visitor.page
    part(visitor, "領収書")
    cards = page.locator("fieldset.card")
    assert cards.count() == 20
    camera(visitor, "領収書を撮る").set_input_files([picture(0)])
    last = cards.nth(20)
    last.get_by_label("金額").fill("1")
    last.get_by_label("日付").fill("20250401")
    page.get_by_text("より前の支払いです。対象になりません。").wait_for()
    page.get_by_text("同じ画像が、ほかのところでも使われています").first.wait_for()
    visitor.look("A17-receipts-twice")
    last.get_by_role("button", name=re.compile("この行を消す")).click()
    page.get_by_text("「領収書 21」を消しました").wait_for()
    assert cards.count() == 20
    visitor.look("A17-receipts")
    back(visitor)


def a_picture_that_cannot_be_opened_keeps_its_row(visitor: Visitor) -> None:
    page = visitor.page
    part(visitor, "領収書")
    cards = page.locator("fieldset.card")
    assert cards.count() == 2
    broken = {"name": "こわれた.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff\xe0 not a picture"}
    camera(visitor, "領収書を撮る").set_input_files([broken])
    page.get_by_text("金額を手で入れてください").wait_for()
    assert cards.count() == 3
    visitor.look("A17-receipts-unreadable")
    cards.nth(2).get_by_role("button", name=re.compile("この行を消す")).click()
    back(visitor)


def what_the_device_has_outlives_the_tab(visitor: Visitor, other: Person, one: str, paid_on: str) -> None:
    """A receipt taken without a line, in a tab that is closed before there is one again."""
    address = visitor.page.url
    with offline(visitor):
        part(visitor, "領収書")
        camera(visitor, "領収書を撮る").set_input_files([picture(50)])
        card = visitor.page.locator("fieldset.card").nth(2)
        card.get_by_label("日付").fill(paid_on)
        card.get_by_label("金額").fill("500")
        card.get_by_label("支払先").fill("茶の店")
        card.get_by_label("予算のどれ").select_option(index=1)
        visitor.page.get_by_text("この端末に保存しました").wait_for()
        visitor.page.close()
    assert other.get(one)["files"] == []
    visitor.page = visitor.new_page()
    visitor.page.goto(address)
    wait(lambda: len(other.get(one)["files"]) == 1, 30)
    wait(
        lambda: [row.get("payee") for row in other.get(f"{one}draft/")["draft"]["rows"]][2:] == ["茶の店"], 30
    )


def both_texts_are_shown_and_one_is_chosen(visitor: Visitor, other: Person, one: str) -> None:
    page = visitor.page
    part(visitor, "できたこと・人数")
    with offline(visitor):
        visitor.fill("できたこと", "道を二本なおしました。")
        page.get_by_text("この端末に保存しました").wait_for()
        there = other.get(f"{one}draft/")
        other.patch(
            f"{one}draft/", {"text": "道を三本なおしました。", "people": "30"}, version=there["version"]
        )
    page.get_by_text("「できたこと」に2つの入力があります").wait_for()
    assert page.get_by_text(re.compile("馬場 和子さんが.*に変更しました")).is_visible()
    assert page.get_by_label("参加した人数").input_value() == "30"
    visitor.look("A17-conflict")
    visitor.press("相手の入力を使う")
    wait(lambda: page.get_by_label("できたこと").first.input_value() == "道を三本なおしました。", 5)
    back(visitor)
