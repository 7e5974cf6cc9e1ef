"""The long one: somebody signs up, writes case B of domain.md §8 by hand, mends it, is awarded, paid, reports
and is settled; somebody else gives, and sees where the gift went. Every yen is that of the worked example."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

import pytest

from common.calendar import next_bank_business_day
from common.clock import JST
from intake.demo import PASSWORD
from intake.demo_content import HOST
from tests.journeys.applicant import Applicant, sign_up
from tests.journeys.conftest import NewVisitor, site_of_the_demo
from tests.journeys.filled_form import FORM
from tests.journeys.line import Line
from tests.journeys.report_steps import back, camera, part, picture
from tests.journeys.visitor import PHONE, WIDE, Visitor, wait
from tests.processes.site import Site

pytestmark = pytest.mark.processes

# Case B: category, item, unit price, quantity, unit. The last is not eligible; the commission has a quote.
EXPENSES: Final = (
    ("報償費", "講師謝礼", "15,000", "8", "回"),
    ("旅費", "講師交通費", "2,400", "8", "回"),
    ("消耗品費", "苗木・手袋", "1,200", "90", "点"),
    ("印刷製本費", "ちらし印刷", "12", "5,000", "部"),
    ("通信運搬費", "郵送料", "110", "300", "通"),
    ("使用料及び賃借料", "会場使用料", "4,400", "12", "回"),
    ("委託料", "樹木の診断", "132,000", "1", "式"),
    ("備品購入費", "枝打ち機", "68,000", "1", "台"),
    ("保険料", "行事保険", "200", "83", "人"),
    ("その他", "交流会の飲食", "800", "38", "人"),
)
INCOME: Final = (("会費", "会費充当", "83,000"), ("事業収入", "参加費 500円×200名", "100,000"))
# Found by the desk (assessed): 183,000 + 60,000 = 243,000 of other income.
SPONSORSHIP: Final = {"category": "協賛金", "description": "商店会協賛金", "amount": 60_000}
ASKED, AWARDED, ADVANCE, FIXED, TOP_UP = 457_000, 397_000, 317_000, 363_000, 46_000
# What was spent: accepted, disallowed, ineligible. And what came in beside the grant.
RECEIPTS: Final = (("報償費", 484_700), ("委託料", 86_800), ("その他", 25_200))
EARNED: Final = 217_500
GIFT: Final = 10_000


class ByHand(Applicant):
    """The budget is typed cell by cell, as the worked example has it."""

    def write_budget(self) -> None:
        page = self.page
        self.clear_rows()
        for place, row in enumerate(EXPENSES):
            category, *cells = row
            if not page.locator(f"section[aria-labelledby=b-expenses] [data-cell='{place}:1']").count():
                self.visitor.press("行を足す")
            page.get_by_label(f"{place + 1}行目の区分", exact=True).select_option(category)
            names = ("内容", "単価（円）", "数量", "単位")
            for name, text in zip(names, cells, strict=True):
                self.type(page.get_by_label(f"{place + 1}行目の{name}", exact=True), text)
        page.get_by_label("10行目の対象", exact=True).uncheck()
        page.get_by_label("7行目の見積書を添えました").check()
        income = page.locator("section[aria-labelledby=b-income]")
        for place, (category, what, amount) in enumerate(INCOME):
            if not income.locator(f"[data-cell='{place}:1']").count():
                self.visitor.press("収入の行を足す")
            income.locator("select").nth(place).select_option(category)
            self.type(income.locator(f"[data-cell='{place}:1']"), what)
            self.type(income.locator(f"[data-cell='{place}:2']"), amount)
        self.write("budget")
        page.locator("h1").click()


class Office(Line):
    """The office and the committee, by the API; the group is at its screens."""

    def assessed(self, application: int) -> None:
        """The desk finds the sponsorship and takes everything in that came."""
        officer = self.by("officer")
        found = officer.get("applications/?state=submitted&page_size=200")["results"]
        for row in found:
            body = {"income_additions": [SPONSORSHIP]} if row["id"] == application else {}
            officer.post(f"applications/{row['id']}/assess/", body)
            officer.post(f"applications/{row['id']}/accept/")
        assert officer.get(f"applications/{application}/")["state"] == "accepted"

    def decided(self, call: Any) -> None:
        self.on(date.fromisoformat(call["decided_on"]))
        one = f"rounds/{call['id']}/decisions/"
        self.by("officer").post(f"{one}prepare/")
        self.by("approver").post(f"{one}approve/")
        self.by("officer").post(f"{one}release/")

    def paid(self, award: int, kind: str) -> int:
        """What the group asked for goes out: approved, in a batch, confirmed. Yen."""
        where = f"instalments/?award={award}&kind={kind}&state=requested"
        [row] = wait(lambda: self.by("officer").get(where)["results"], 10)
        self.by("approver").post(f"instalments/{row['id']}/approve/")
        day = next_bank_business_day(self.now.date() + timedelta(days=1))
        body = {"fund": self.fund()["id"], "pay_on": day.isoformat(), "instalments": [row["id"]]}
        one = f"batches/{self.by('officer').post('batches/', body)['id']}/"
        self.by("officer").post(f"{one}prepare/")
        self.by("approver").post(f"{one}approve/")
        self.by("cashier").post(f"{one}export/")
        self.on(day, 15)
        self.by("cashier").post(f"{one}confirm/", {"on": day.isoformat()})
        return int(row["amount"])

    def fixed(self, report: int, award: int) -> None:
        """One row accepted, one disallowed, one not eligible; the amount fixed by two people."""
        officer = self.by("officer")
        rows = officer.get(f"reports/{report}/")["rows"]
        assert [(row["category"], row["amount"]) for row in rows] == list(RECEIPTS)
        words = (("accepted", ""), ("cut", "見積りと違う業者です。"), ("ineligible", "飲食費です。"))
        verdicts = [
            {
                "position": row["position"],
                "verdict": verdict,
                "accepted": row["amount"] if verdict == "accepted" else 0,
                "reason": reason,
            }
            for row, (verdict, reason) in zip(rows, words, strict=True)
        ]
        officer.post(f"reports/{report}/judge/", {"verdicts": verdicts})
        officer.post(f"reports/{report}/accept/")
        officer.post(f"awards/{award}/fixing/prepare/")
        self.by("approver").post(f"awards/{award}/fixing/approve/")


@pytest.fixture(scope="module")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site of its own, for its clock is moved."""
    with site_of_the_demo(tmp_path_factory) as made:
        yield made


@pytest.fixture
def office(demo_site: Site) -> Office:
    def advance(moment: datetime) -> None:
        demo_site.run(("python", "manage.py", "advance", "--to", moment.isoformat()))

    return Office(f"http://localhost:{demo_site.port}", advance, PASSWORD, HOST, datetime.now(JST))


def test_from_signing_up_to_the_last_yen(new_visitor: NewVisitor, office: Office, check: str) -> None:
    page_of_gift = given(new_visitor(), office)
    visitor = new_visitor(viewport=WIDE)
    email = f"{uuid4().hex}@example.org"
    applicant = ByHand.begun(visitor, check, lambda: sign_up(visitor, email))
    account_entered(applicant)
    applicant.write_all()
    applicant.in_sync()
    assert len(FORM) >= 40
    assert len(EXPENSES) + len(INCOME) == 12
    the_budget_is_case_b(applicant)
    number = applicant.submit()
    assert re.fullmatch(r"R\d+-06-\d{3}", number), number

    corrected(applicant, office)
    office.assessed(applicant.application)
    call = office.by("officer").get("rounds/?state=open")["results"][0]
    call = office.by("officer").get(f"rounds/{call['id']}/")
    office.judge(call)
    office.decided(call)

    award = accepted(applicant, office, email)
    assert office.paid(award, "advance") == ADVANCE
    office.on(date.fromisoformat(call["project_to"]) + timedelta(days=1))
    report = reported(applicant, office, email, award)
    office.fixed(report, award)
    settled(applicant, office, email, award)
    where_it_went(new_visitor(), page_of_gift)


def given(visitor: Visitor, office: Office) -> str:
    """A gift by transfer to the theme of the application, without an account; the address of its page."""
    page = visitor.page
    visitor.go("/donate")
    page.get_by_role("radio", name=re.compile("みどりのまち基金")).check()
    visitor.press("次へ")
    page.get_by_label("10,000円").check()
    visitor.press("次へ")
    page.locator("#name").fill("山田 花子")
    page.locator("#email").fill("hanako@example.org")
    visitor.press("次へ")
    page.get_by_label("銀行振込").check()
    visitor.press("内容を確認する")
    visitor.press("10,000円を寄附する")
    page.get_by_role("heading", name="ご寄附ありがとうございます").wait_for()
    taken_in(office, page.locator("dd").first.inner_text())
    return page.url.removeprefix(visitor.address)


def account_entered(applicant: Applicant) -> None:
    """On the group's own screen."""
    visitor, page = applicant.visitor, applicant.page
    visitor.go(f"/groups/{applicant.screen()['group']['id']}")
    visitor.press("口座を登録する")
    for name, typed, kana in (("銀行", "みずほ", ""), ("支店", "みぞのくち", "")):
        box = page.get_by_role("combobox", name=re.compile(f"^{name}"))
        box.press_sequentially(typed + kana)
        page.get_by_role("option").first.wait_for()
        box.press("ArrowDown")
        box.press("Enter")
    visitor.fill("口座番号", "7654321")
    visitor.fill("口座名義のカナ", "みはらしりよくどうのかい")
    visitor.press("この口座を登録する")
    page.get_by_text("口座を登録しました。").wait_for()


def the_budget_is_case_b(applicant: Applicant) -> None:
    """R1 by the worked example: 609,600 × 3/4 → 457,000; 640,000 − 183,000 = 457,000."""
    page = applicant.page
    applicant.open("budget")
    page.locator(".work-sum").get_by_text("457,000円").wait_for()
    told = page.locator(".work").inner_text()
    assert "対象経費 609,600円 × 3/4 = 457,200円" in told
    assert "総事業費 640,000円 − 他の収入 183,000円 = 457,000円" in told
    assert page.get_by_text("支出と収入は一致しています").is_visible()


def corrected(applicant: Applicant, office: Office) -> None:
    """The office asks for two fields, the group answers on A14 and files again."""
    asked = [{"field": "summary", "text": "もう少し詳しく。"}, {"field": "outcome", "text": "人数を。"}]
    due = str(datetime.now(JST).date() + timedelta(days=7))
    office.by("officer").post(
        f"applications/{applicant.application}/ask-correction/",
        {"requests": asked, "message": "", "due_on": due},
    )
    visitor, page = applicant.visitor, applicant.page
    visitor.go("/my")
    page.get_by_role("link", name=re.compile("補正に答える")).first.click()
    boxes = page.get_by_label("直した内容")
    boxes.nth(1).wait_for()
    boxes.nth(0).fill("緑道の花壇五か所に、年に八回、花を植えます。")
    boxes.nth(1).fill("八十人が花壇の手入れに加わります。")
    page.get_by_text("保存しました").wait_for()
    visitor.press("補正を提出する")
    page.get_by_text("2回目の提出を受け付けました").wait_for()


def signed_in_again(applicant: Applicant, email: str, path: str) -> None:
    """Days have passed; the session ended with them."""
    visitor = applicant.visitor
    visitor.context.clear_cookies()
    visitor.go(f"/login?next={path}")
    visitor.sign_in(email)


def accepted(applicant: Applicant, office: Office, email: str) -> int:
    """A15: what was decided, the answer with the claim; then the office brings it into force."""
    rows = office.by("officer").get("awards/?state=offered&page_size=200")["results"]
    [row] = [row for row in rows if row["application"] == applicant.application]
    account_verified(office, row["group"]["id"])
    signed_in_again(applicant, email, f"/awards/{row['id']}/accept")
    visitor, page = applicant.visitor, applicant.page
    page.get_by_text(f"{ADVANCE:,}円").first.wait_for()
    told = page.locator("main").inner_text()
    assert f"{AWARDED:,}円" in told
    assert f"{ASKED:,}円" in told
    # The sponsorship that the desk found closes the gap: nothing is to be revised.
    assert "減額後の予算を直す" not in told
    visitor.look("A15-case-b")
    visitor.press("受諾して請求する")
    page.get_by_text("受諾しました").wait_for()
    office.by("approver").post(f"awards/{row['id']}/activate/")
    return int(row["id"])


def account_verified(office: Office, group: int) -> None:
    fund = office.fund()["id"]
    rows = office.by("approver").get(f"funds/{fund}/accounts/?page_size=200")["results"]
    [row] = [row for row in rows if row["group"]["id"] == group and row["state"] == "entered"]
    office.by("approver").post(f"funds/{fund}/accounts/{row['id']}/verify/")


def reported(applicant: Applicant, office: Office, email: str, award: int) -> int:
    """A17 on a phone: three receipts with their pictures, what else came in, what was done."""
    signed_in_again(applicant, email, f"/awards/{award}/report/final")
    visitor, page = applicant.visitor, applicant.page
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    visitor.press("報告を書きはじめる")
    page.get_by_role("button", name="実績報告を提出する").wait_for()
    part(visitor, "領収書")
    camera(visitor, "領収書を撮る").set_input_files([picture(at) for at in range(len(RECEIPTS))])
    cards = page.locator("fieldset.card")
    wait(lambda: cards.count() == len(RECEIPTS), 20)
    for at, (category, amount) in enumerate(RECEIPTS):
        card = cards.nth(at)
        card.get_by_label("日付").fill((office.now.date() - timedelta(days=3)).isoformat())
        card.get_by_label("支払先").fill(f"{at + 1}番商店")
        card.get_by_label("金額").fill(f"{amount:,}")
        choice = card.get_by_label("予算のどれ")
        labels = choice.locator("option").all_inner_texts()
        choice.select_option(label=next(text for text in labels if category in text))
    back(visitor)
    part(visitor, "予算と実績")
    visitor.fill("ほかの収入", f"{EARNED:,}円")
    assert "596,700円" in page.locator("main").inner_text()
    back(visitor)
    part(visitor, "できたこと・人数")
    visitor.fill("できたこと", "緑道の花壇五か所に花を植えました。")
    visitor.fill("参加した人数", "83")
    back(visitor)
    part(visitor, "学び")
    visitor.fill("学び", "苗は早めに頼みます。")
    back(visitor)
    page.get_by_text("保存しました").wait_for()
    visitor.press("実績報告を提出する")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="実績報告を提出する").click()
    dialog.wait_for(state="detached")
    rows = office.by("officer").get(f"awards/{award}/")["reports"]
    [report] = [row for row in rows if row["kind"] == "final"]
    assert report["state"] == "submitted"
    return int(report["id"])


def settled(applicant: Applicant, office: Office, email: str, award: int) -> None:
    """R5 by the worked example: 484,700 × 3/4 → 363,000; 317,000 were paid, so 46,000 follow."""
    visitor, page = applicant.visitor, applicant.page
    visitor.go(f"/awards/{award}/settlement")
    page.get_by_text(f"追加でお支払いする金額は {TOP_UP:,}円です").wait_for()
    told = page.locator("main").inner_text()
    assert f"{FIXED:,}円" in told
    assert "484,700円 × 3/4 = 363,525円" in told
    assert "596,700円" in told
    visitor.look("A18-case-b")
    visitor.press("この内容で精算する")
    assert office.paid(award, "final") == TOP_UP
    signed_in_again(applicant, email, f"/awards/{award}/settlement")
    page.get_by_text("精算済").first.wait_for()
    figures = {
        name: office.by("auditor").get(f"explain/award:{award}:{name}/")["value"]
        for name in ("amount", "fixed", "paid", "balance")
    }
    assert figures == {"amount": AWARDED, "fixed": FIXED, "paid": ADVANCE + TOP_UP, "balance": 0}


def taken_in(office: Office, reference: str) -> None:
    """The cashier sees the transfer on the statement by its reference."""
    rows = office.by("cashier").get("donations/?state=pledged&page_size=200")["results"]
    [gift] = [row for row in rows if row["reference"] == reference]
    office.by("cashier").post(f"donations/{gift['id']}/receive/")
    office.by("officer").post(f"donations/{gift['id']}/earmark/", {"sub_fund": "GRN"})


def where_it_went(visitor: Visitor, page_of_gift: str) -> None:
    """The gift's page leads to its journey; the parts add up to it."""
    page = visitor.page
    visitor.go(page_of_gift)
    visitor.press("行き先を見る")
    page.get_by_text("入金された順に充てた計算です。").first.wait_for()
    visitor.look("P5-journey")
    token = page_of_gift.rpartition("/")[2]
    story = page.request.get(f"{visitor.address}/api/v1/public/gifts/{token}/journey/").json()
    assert sum(share["amount"] for share in story["shares"]) + story["left"] + story["not_in"] == GIFT
    parts = [(share["kind"], share["amount"]) for share in story["shares"]]
    assert "award" in dict(parts)
    told = page.locator("main").inner_text()
    assert "緑道に花を植える" in told
    assert all(f"{amount:,}円" in told for _, amount in parts)
