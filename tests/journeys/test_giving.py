"""Journey 10: home, four steps, thanks, on the smallest screen; then receipt and journey of the gift."""

from __future__ import annotations

import re
from typing import Any

import pytest

from intake.demo_content import address
from tests.journeys.conftest import NewVisitor
from tests.journeys.tour import Objects
from tests.journeys.visitor import SMALLEST, Visitor, wait
from tests.processes.site import Site

pytestmark = pytest.mark.processes

MOST_TAPS, MOST_FIELDS = 12, 8


def test_somebody_without_an_account_gives_by_transfer(new_visitor: NewVisitor) -> None:
    visitor = new_visitor(viewport=SMALLEST)
    page = visitor.page
    taps = 0

    def tap(name: str) -> None:
        nonlocal taps
        taps += 1
        page.get_by_role("button", name=name).click()

    visitor.go("/")
    page.locator("main").get_by_role("link", name="寄附する", exact=True).first.click()
    taps += 1
    page.get_by_role("heading", name="寄附する").wait_for()
    visitor.look("P4-purpose")
    tap("次へ")
    page.get_by_label("10,000円").check()
    taps += 1
    visitor.look("P4-amount")
    tap("次へ")
    assert page.get_by_role("radio", name="公開しない").is_checked()
    tap("次へ")
    visitor.look("P4-name-errors")
    page.locator("#name").fill("山田 花子")
    page.locator("#email").fill("hanako@example.org")
    page.reload()
    for _ in range(2):
        page.get_by_role("button", name="次へ").click()
    assert page.locator("#name").input_value() == "山田 花子"
    tap("次へ")
    page.get_by_label("銀行振込").check()
    taps += 1
    visitor.look("P4-pay")
    tap("内容を確認する")
    visitor.look("P4-check")
    page.get_by_role("button", name="10,000円を寄附する").dblclick()
    taps += 1
    page.get_by_role("heading", name="ご寄附ありがとうございます").wait_for()
    visitor.look("P5")
    assert taps <= MOST_TAPS
    reference = page.locator("dd").first.inner_text()
    assert len(reference) == 6
    assert reference in page.locator("main").inner_text().split("振込の名義")[1]
    page.reload()
    page.get_by_text(reference).first.wait_for()


@pytest.fixture
def objects(demo_site: Site) -> Objects:
    return Objects(f"http://localhost:{demo_site.port}")


def pledged(objects: Objects, email: str) -> Any:
    """A gift of 10,000 yen promised without an account, with a receipt: its reference and its page."""
    anybody = objects.person("applicant2")
    fund = anybody.get("public/giving/")["fund"]["id"]
    body = {"amount": 10_000, "method": "bank", "name": "木村 健", "email": email, "receipt_by": "email"}
    return anybody.post(f"public/funds/{fund}/gifts/", body)


def page_in_letter(visitor: Visitor, email: str, after: int = 0) -> str:
    """The gift's page in the newest letter to an address."""
    letters = wait(lambda: found if len(found := visitor.letters(email)) > after else None, 15)
    [path] = re.findall(r"/donate/thanks/[\w-]+", letters[-1])
    return str(path)


def test_a_gift_is_found_again_certified_and_followed(new_visitor: NewVisitor, objects: Objects) -> None:
    typo, donor = "kimura-typo@example.org", address("donor")
    visitor = new_visitor()
    page = visitor.page
    given = pledged(objects, typo)
    lost = page_in_letter(visitor, typo)

    visitor.go(f"/donate/thanks/{given['token']}")
    page.get_by_text("公開しない").first.wait_for()
    page.get_by_text("公開のしかたを変える").click()
    page.get_by_label("別名（ペンネーム）").check()
    page.get_by_label("公開する別名").fill("みどりの友")
    page.get_by_text("みどりの友 様　10,000円").wait_for()
    visitor.look("P5-publicity")
    visitor.press("変える", exact=True)
    page.get_by_text("公開のしかたを変えました。").wait_for()
    page.get_by_text("公開のしかたを変える").click()
    page.get_by_role("radio", name="公開しない").check()
    visitor.press("変える", exact=True)
    page.get_by_text("公開のしかたを変えました。").wait_for()
    visitor.press("行き先を見る")
    page.get_by_text("まだ入金を確かめていません。").wait_for()
    visitor.look("P5-journey")

    before = len(visitor.letters(donor))
    page.get_by_text("メールアドレスを直して送り直す").click()
    visitor.fill("メールアドレス", donor)
    visitor.press("送り直す", exact=True)
    page.get_by_text(f"{donor} へ送り直しました。").wait_for()

    visitor.go(lost)
    page.get_by_role("heading", name="受付番号とメールで探す").wait_for()
    visitor.press("メールで受け取る")
    page.get_by_role("link", name="受付番号を入力してください。").wait_for()
    visitor.look("P5-expired")
    page_in_letter(visitor, donor, before)
    before = len(visitor.letters(donor))
    page.get_by_role("textbox", name="受付番号").fill(given["reference"])
    page.get_by_role("textbox", name="メールアドレス").fill(donor)
    visitor.press("メールで受け取る")
    page.get_by_text("メールをお送りしました。").wait_for()
    visitor.go(page_in_letter(visitor, donor, before))
    page.get_by_text(given["reference"]).first.wait_for()

    # Before the office writes to this address too: the code stands in the newest letter.
    visitor.go("/login?next=/my/donations")
    visitor.sign_in(donor)
    page.get_by_role("heading", name="寄附の記録と受領証明書").wait_for()
    office = objects.person("officer")
    [gift] = office.get(f"donations/?reference={given['reference']}")["results"]
    assert (gift["amount"], gift["publicity"]) == (10_000, "anonymous")
    office.post(f"donations/{gift['id']}/receive/")
    office.post(f"donations/{gift['id']}/earmark/", {"sub_fund": "GEN"})
    office.post(f"donations/{gift['id']}/issue-receipt/")
    visitor.go("/my/donations")
    receipt_is_had(visitor, objects, gift)
    journey_is_seen(visitor, objects, gift)


def receipt_is_had(visitor: Visitor, objects: Objects, gift: Any) -> None:
    """D1: the PDF opens, it is asked for again once, and how the gift is shown is changed there too."""
    page = visitor.page
    row = page.get_by_role("row").filter(has=page.locator(f"a[href='/my/donations/{gift['id']}/journey']"))
    row.get_by_text("10,000円").wait_for()
    visitor.look("D1")
    with page.expect_download() as got:
        row.get_by_role("button", name="ダウンロード（PDF）").click()
    assert got.value.path().read_bytes().startswith(b"%PDF")
    row.get_by_role("button", name="再発行を頼む").click()
    row.get_by_text("に再発行を頼みました。").first.wait_for()
    [asked] = objects.person("officer").get(f"receipts/?reissue_asked=true&donation={gift['id']}")["results"]
    assert asked["reissue_asked_at"]
    row.get_by_role("button", name="公開のしかたを変える").click()
    page.get_by_role("dialog").get_by_label("名前を公開").check()
    page.get_by_text("木村 健 様　10,000円").wait_for()
    visitor.look("D1-publicity")
    page.get_by_role("dialog").get_by_role("button", name="変える").click()
    page.get_by_text("公開のしかたを変えました。").wait_for()
    paper = page.request.get(
        str(page.get_by_role("link", name="年間合計を印刷する").first.evaluate("link => link.href"))
    )
    assert paper.body().startswith(b"%PDF")


def journey_is_seen(visitor: Visitor, objects: Objects, gift: Any) -> None:
    """D2 before the committee: what leaves the sub-fund is what went in, to the yen; nobody else's."""
    page = visitor.page
    visitor.go(f"/my/donations/{gift['id']}/journey")
    page.get_by_text(re.compile(r"^いまは.+にあります。\d+月の審査会で使い道が決まります。$")).wait_for()
    visitor.look("D2-waiting")
    assert flows(visitor) == (10_000, 10_000)
    visitor.go(f"/my/donations/{objects.number('gift_used')}/journey")
    page.get_by_role("heading", name="お探しの画面は見つかりませんでした").wait_for()


def test_where_a_gift_of_last_year_went(new_visitor: NewVisitor, objects: Objects) -> None:
    """Of 20,000 yen, 5 % (1,000) went to running costs and 19,000 to one project, whose 161,500 had taken
    142,500 from a gift that came in before: worked out in the fund's settlement of that year."""
    visitor = new_visitor()
    page = visitor.page
    visitor.go(f"/login?next=/my/donations/{objects.number('gift_used')}/journey")
    visitor.sign_in(address("donor2"))
    page.get_by_text("あなたの20,000円のうち 19,000円を1つの活動へ").first.wait_for()
    page.get_by_text("入金された順に充てた計算です。").first.wait_for()
    visitor.look("D2")
    page.get_by_text("計算の根拠").click()
    page.get_by_text("161,500円 − 先に入ったお金 142,500円 − あとに入ったお金 0円 ＝ 19,000円").wait_for()
    assert flows(visitor) == (20_000, 20_000)
    visitor.look("D2-table")
    page.get_by_role("link", name="活動").last.click()
    page.get_by_role("heading", name="雑木林の再生").first.wait_for()


def flows(visitor: Visitor) -> tuple[int, int]:
    """What the table says went into the sub-fund, and what it says went on from there."""
    page = visitor.page
    turn = page.get_by_role("button", name="表で見る")
    if turn.is_visible():
        turn.click()
    rows = page.get_by_role("table").get_by_role("row").all()[1:]
    found = [row.get_by_role("cell").all() for row in rows]
    yen = [int(re.sub(r"\D", "", cells[1].inner_text())) for cells in found]
    return yen[0], sum(yen[1:])


def test_who_never_gave_sees_how_to_look_further(new_visitor: NewVisitor) -> None:
    visitor = new_visitor()
    visitor.go("/login?next=/my/donations")
    visitor.sign_in(address("applicant2"))
    page = visitor.page
    page.get_by_text("このメールアドレスでの寄附はまだありません").wait_for()
    page.get_by_text("別のメールアドレスで探す").click()
    visitor.look("D1-empty")
    visitor.fill("メールアドレス", "nobody@example.org")
    visitor.press("確認のメールを送る")
    page.get_by_text("そのアドレスでの寄附があれば").wait_for()
