"""A gift without an account: pledged by anybody, its page, its letters, and what strangers may not do."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache

from common import clock_control
from common.models import AnsweredRequest
from donations import services
from donations.models import Donation, Donor, GiftLink
from donations.references import is_reference
from ledger import queries as ledger
from notices.models import Notice
from people.services.tokens import digest
from tests import factories as make
from tests.donations.example import Example, found
from tests.people.http import actions, faults, get, post, queries
from trail.queries import timeline

pytestmark = pytest.mark.django_db
DAY = date(2025, 5, 20)
ACCOUNT = {
    "bank_code": "0001", "branch_code": "388", "account_type": 1, "number": "0000111",
    "holder_kana": "トクヒ)ミハラシマチサポ-ト",
}  # fmt: skip
FORM: dict[str, Any] = {
    "sub_fund": "GRN", "amount": "１０，０００円", "method": "bank", "kind": "individual", "name": "木村 健",
    "name_kana": "ｷﾑﾗ ｹﾝ", "email": "Kimura@Example.jp", "phone": "０４４ー１２３ー４５６７",
    "publicity": "anonymous", "receipt_by": "none",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _nothing_is_counted(settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


@pytest.fixture
def example() -> Any:
    made = found()
    made.fund.bank_account = ACCOUNT
    made.fund.phone = "044-000-0000"
    made.fund.save()
    with clock_control.on(DAY):
        yield made


def give(example: Example, key: str = "press-1", **changes: Any) -> Any:
    return post(None, f"public/funds/{example.fund.pk}/gifts/", {**FORM, **changes}, key=key)


def given(example: Example, key: str = "press-1", **changes: Any) -> tuple[Donation, str]:
    """The gift and the secret of its page."""
    answer = give(example, key, **changes)
    assert answer.status_code == 201, answer.content.decode()
    return Donation.objects.latest("pk"), f"public/gifts/{answer.json()['token']}/"


def letter() -> Notice:
    return Notice.objects.latest("pk")


def secret_in(text: str) -> str:
    """The secret of the link in a letter that has not gone out yet."""
    return text.rpartition("/donate/thanks/")[2].split()[0]


def test_anybody_gives_without_an_account(example: Example) -> None:
    gift, page = given(example)

    assert (gift.state, gift.amount, gift.method, gift.sub_fund.code) == ("pledged", 10_000, "bank", "GRN")
    assert (gift.publicity, gift.receipt_wanted, gift.receipt_by) == ("anonymous", False, "none")
    donor = gift.donor
    assert (donor.user, donor.name, donor.name_kana) == (None, "木村 健", "キムラ ケン")
    assert (donor.email, donor.phone, donor.address) == ("kimura@example.jp", "044-123-4567", "")
    assert is_reference(gift.reference)
    assert gift.pay_by == DAY + timedelta(days=60)
    # Nothing is booked, and the trail says who it was: nobody by name.
    assert ledger.journal_lines(example.book)[1:] == []
    events = [(row.verb, row.actor_id, row.data["channel"]) for row in timeline(gift)]
    assert events == [("pledge", None, "web")]

    shown = get(None, page).json()
    assert shown["reference"] == gift.reference
    assert (shown["amount"], shown["sub_fund_name"], shown["pay_by"]) == (10_000, "GRN", "2025-07-19")
    assert shown["account"] == [
        "みずほ銀行（0001） 溝ノ口支店（388）",
        "普通 0000111",
        "トクヒ)ミハラシマチサポ-ト",
    ]
    assert shown["payer_line"] == f"{gift.reference} ｷﾑﾗ ｹﾝ"
    assert shown["email_masked"] == "k•••@example.jp"
    assert shown["next_steps"] == ["pay", "received", "journey"]
    assert "kimura@example.jp" not in get(None, page).content.decode()


def test_the_letter_tells_how_to_pay_and_opens_the_page(example: Example) -> None:
    from notices.wording import written

    gift, _ = given(example)
    subject, body = written(letter(), {})

    assert letter().address == "kimura@example.jp"
    for told in (gift.reference, "10,000円", "令和7年7月19日", "溝ノ口支店（388）", "044-000-0000"):
        assert told in subject + body
    assert f"{gift.reference} ｷﾑﾗ ｹﾝ" in body
    assert get(None, f"public/gifts/{secret_in(body)}/").json()["reference"] == gift.reference
    # What is kept opens nothing.
    kept = {row.sha256 for row in GiftLink.objects.all()}
    assert digest(secret_in(body)) in kept
    assert not any(secret in str(AnsweredRequest.objects.values()) for secret in [secret_in(body)])


def test_a_press_repeated_is_one_pledge_and_the_same_page(example: Example) -> None:
    first, again = give(example, "press-1"), give(example, "press-1")

    assert first.json() == again.json()
    assert again.headers["Idempotent-Replay"] == "true"
    assert (Donation.objects.count(), Donor.objects.count(), Notice.objects.count()) == (1, 1, 1)
    # The control: another press is another pledge.
    assert give(example, "press-2").json()["reference"] != first.json()["reference"]
    assert Donation.objects.count() == 2
    # The same key for something else is refused, and without a key nothing happens.
    assert give(example, "press-1", amount=3_000).json()["code"] == "common.key_reused"
    assert post(None, f"public/funds/{example.fund.pk}/gifts/", FORM).status_code == 428


def test_the_secret_is_kept_nowhere(example: Example) -> None:
    token = give(example).json()["token"]

    kept = AnsweredRequest.objects.get()
    assert token not in str(kept.body)
    assert set(kept.body) == {"reference"}
    assert not GiftLink.objects.filter(sha256=token).exists()


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"amount": 999}, "/amount"),
        ({"amount": 1_000_001}, "/amount"),
        ({"amount": 300_001, "method": "cash"}, "/amount"),
        ({"method": "card"}, "/method"),
        ({"name": "  "}, "/name"),
        ({"email": "kimura@"}, "/email"),
        ({"email": "a@example.jp\nBcc: b@example.jp"}, "/email"),
        ({"phone": "12"}, "/phone"),
        ({"publicity": "alias"}, "/alias"),
        ({"publicity": "everybody"}, "/publicity"),
        ({"receipt_by": "pigeon"}, "/receipt_by"),
        ({"receipt_by": "post"}, "/postal_code"),
        ({"receipt_by": "post", "postal_code": "2130001"}, "/address"),
        ({"kind": "company"}, "/contact"),
        ({"kind": "unknown"}, "/kind"),
        ({"name": "木" * 201}, "/name"),
    ],
)
def test_what_cannot_be_is_refused_by_field(example: Example, changes: dict[str, Any], pointer: str) -> None:
    assert pointer in faults(give(example, **changes))
    assert (Donation.objects.count(), Donor.objects.count(), Notice.objects.count()) == (0, 0, 0)


def test_all_faults_are_told_at_once(example: Example) -> None:
    told = faults(give(example, amount=1, name="", email="x", phone="1"))
    assert set(told) >= {"/name"}
    told = faults(give(example, amount=1, email="x", phone="1", publicity="alias", receipt_by="post"))
    assert set(told) == {"/amount", "/email", "/phone", "/alias", "/postal_code", "/address"}


@pytest.mark.parametrize("body", [[], "x", 5, {"amount": {}}, {"name": {"$ne": 1}}, {"donor_id": 1}])
def test_hostile_bodies_are_refused(example: Example, body: Any) -> None:
    answer = post(None, f"public/funds/{example.fund.pk}/gifts/", body, key="k")
    assert answer.status_code in (400, 422)
    assert Donation.objects.count() == 0


def test_nobody_gives_in_the_offices_name(example: Example) -> None:
    for field, value in (("number", "X"), ("note", "x"), ("state", "received"), ("user", 1), ("fund", 1)):
        assert give(example, **{field: value}).json()["code"] == "common.unknown_key"
    assert give(example, sub_fund="MATCH").json()["code"] == "donations.sub_fund_closed"
    assert give(example, sub_fund="OPS").json()["code"] == "donations.sub_fund_closed"
    assert give(example, sub_fund="NONE").json()["code"] == "fund.no_sub_fund"
    example.fund.sub_funds.filter(code="GRN").update(gifts_open=False)
    assert give(example).json()["code"] == "donations.sub_fund_closed"
    assert post(None, "public/funds/999999/gifts/", FORM, key="k").status_code == 404


def test_as_the_office_likes_goes_to_the_general_part(example: Example) -> None:
    gift, _ = given(example, sub_fund="")
    assert gift.sub_fund.code == "GEN"


def test_a_company_names_whom_to_ask(example: Example) -> None:
    gift, _ = given(
        example, kind="company", name="みどり造園株式会社", contact="森 美咲", invoice_wanted=True,
        receipt_by="post", postal_code="２１３０００１", address="川崎市高津区1-2",
    )  # fmt: skip
    assert (gift.donor.kind, gift.donor.contact, gift.invoice_wanted) == ("company", "森 美咲", True)
    assert gift.donor.address == "〒213-0001 川崎市高津区1-2"
    # A person has neither, whatever was left in the form.
    gift, _ = given(example, "press-2", contact="森 美咲", invoice_wanted=True, address="川崎市")
    assert (gift.donor.contact, gift.invoice_wanted, gift.donor.address) == ("", False, "")


def test_where_the_receipt_must_state_the_address_it_is_asked_for(example: Example) -> None:  # §7
    assert give(example, receipt_by="email").status_code == 201
    example.fund.issuer = {"kind": "npo_certified", "name": "みはらし", "address": "x"}
    example.fund.save()
    assert set(faults(give(example, "press-2", receipt_by="email"))) == {"/postal_code", "/address"}
    assert give(example, "press-3", receipt_by="none").status_code == 201


def test_a_typed_address_takes_over_nobody(example: Example) -> None:
    owner = make.user("kimura")
    known = Donor.objects.create(
        fund=example.fund, kind="individual", name="木村 健", email="kimura@example.jp", user=owner
    )
    gift, _ = given(example)
    assert gift.donor != known
    assert gift.donor.user is None


def test_the_office_takes_it_in_and_finds_it_by_its_reference(example: Example) -> None:
    gift, page = given(example)
    for asked in (gift.reference, f"{gift.reference[:3]} {gift.reference[3:]}"):
        listed = get(example.endo, f"donations/?reference={asked}").json()["results"]
        assert [(row["id"], row["reference"], row["channel"]) for row in listed] == [
            (gift.pk, gift.reference, "web")
        ]
    wrong = f"{(int(gift.reference) + 1) % 1_000_000:06d}"
    assert get(example.endo, f"donations/?reference={wrong}").json()["results"] == []
    assert [row["id"] for row in get(example.endo, f"donations/?q={gift.reference}").json()["results"]] == [
        gift.pk
    ]

    one = f"donations/{gift.pk}/"
    assert post(example.endo, f"{one}receive/", key="r").json()["state"] == "received"
    assert post(example.endo, f"{one}earmark/", {"sub_fund": "GRN"}, key="e").json()["state"] == "earmarked"
    shown = get(None, page).json()
    assert (shown["state"], shown["received_on"]) == ("earmarked", "2025-05-20")
    assert shown["next_steps"] == ["journey"]
    assert letter().kind == "donation_thanks"
    assert letter().address == "kimura@example.jp"


def test_publicity_is_changed_on_the_page(example: Example) -> None:  # R13
    gift, page = given(example)
    body = {"publicity": "alias", "alias": " みどりの友 ", "show_amount": False}
    assert post(None, f"{page}publicity/", body).json()["alias"] == "みどりの友"
    gift.refresh_from_db()
    assert (gift.publicity, gift.alias, gift.show_amount) == ("alias", "みどりの友", False)
    assert set(faults(post(None, f"{page}publicity/", {"publicity": "alias"}))) == {"/alias"}
    back = post(None, f"{page}publicity/", {"publicity": "anonymous", "alias": "みどりの友"}).json()
    assert (back["publicity"], back["alias"]) == ("anonymous", "")


def test_a_mistyped_address_is_mended_and_the_letter_sent_again(example: Example) -> None:
    from notices.wording import written

    gift, page = given(example, email="kimra@example.jp")
    astray = secret_in(written(letter(), {})[1])
    mended = post(None, f"{page}email/", {"email": "ＫＩＭＵＲＡ@example.jp"})

    assert mended.json()["email_masked"] == "k•••@example.jp"
    assert letter().address == "kimura@example.jp"
    gift.donor.refresh_from_db()
    assert gift.donor.email == "kimura@example.jp"
    # Whoever got the first letter is out; the page itself and the new letter stay.
    assert get(None, f"public/gifts/{astray}/").status_code == 410
    assert get(None, page).status_code == 200
    arrived = secret_in(written(letter(), {})[1])
    assert get(None, f"public/gifts/{arrived}/").status_code == 200
    # From a letter nobody moves the gift to another address.
    moved = post(None, f"public/gifts/{arrived}/email/", {"email": "thief@example.jp"})
    assert moved.json()["code"] == "donations.mend_elsewhere"
    told = actions(get(None, f"public/gifts/{arrived}/"))
    assert (told["publicity"][0], told["mend_email"][0]) == (True, False)


def test_letters_are_sent_again_five_times_at_most(example: Example) -> None:
    _, page = given(example)
    for _ in range(5):
        assert post(None, f"{page}email/", {"email": "kimura@example.jp"}).status_code == 200
    assert post(None, f"{page}email/", {"email": "x@example.jp"}).json()["code"] == "donations.mended_enough"
    assert Notice.objects.count() == 6
    assert set(faults(post(None, f"{given(example, 'press-2')[1]}email/", {"email": "x"}))) == {"/email"}


def test_an_address_is_mended_only_while_the_gift_is_open_and_nobodys(example: Example) -> None:
    gift, page = given(example)
    services.receive_donation(donation_id=gift.pk, by=example.endo, on=DAY)
    assert post(None, f"{page}email/", {"email": "x@example.jp"}).json()["code"] == "common.wrong_state"
    gift, page = given(example, "press-2")
    Donor.objects.filter(pk=gift.donor_id).update(user=make.user())
    answer = post(None, f"{page}email/", {"email": "x@example.jp"})
    assert answer.json()["code"] == "donations.mend_elsewhere"


def test_a_page_is_over_after_ninety_days_and_found_again_by_letter(example: Example) -> None:
    gift, page = given(example)
    with clock_control.on(DAY + timedelta(days=89)):
        assert get(None, page).status_code == 200
    with clock_control.on(DAY + timedelta(days=90)):
        assert get(None, page).json()["code"] == "donations.link_over"
        assert post(None, f"{page}publicity/", {"publicity": "name"}).status_code == 410
        assert get(None, f"{page}journey/").status_code == 410
        before = Notice.objects.count()
        body = {"reference": f" {gift.reference[:3]}-{gift.reference[3:]} ", "email": "KIMURA@example.jp"}
        assert post(None, "public/gifts/find/", body).status_code == 202
        assert Notice.objects.count() == before + 1
        assert (letter().kind, letter().address) == ("gift_link", "kimura@example.jp")
    assert get(None, "public/gifts/no-such-secret/").status_code == 404
    assert get(None, "public/gifts/no-such-secret/journey/").status_code == 404


def test_looking_for_a_gift_never_tells_whether_there_is_one(example: Example) -> None:
    gift, _ = given(example)
    before = Notice.objects.count()
    right = post(None, "public/gifts/find/", {"reference": gift.reference, "email": "kimura@example.jp"})
    wrong = post(None, "public/gifts/find/", {"reference": gift.reference, "email": "other@example.jp"})
    none = post(None, "public/gifts/find/", {"reference": "005724", "email": "kimura@example.jp"})
    assert right.json() == wrong.json() == none.json() == {"sent": True}
    assert {answer.status_code for answer in (right, wrong, none)} == {202}
    assert Notice.objects.count() == before + 1
    assert set(faults(post(None, "public/gifts/find/", {"reference": "1", "email": "x"}))) == {
        "/reference", "/email",
    }  # fmt: skip


def test_a_lapsed_pledge_says_so(example: Example) -> None:
    gift, page = given(example)
    with clock_control.on(gift.pay_by):
        assert services.lapse_pledges() == 0
    with clock_control.on(gift.pay_by + timedelta(days=1)):
        assert services.lapse_pledges() == 1
        shown = get(None, page).json()
    assert (shown["state"], shown["next_steps"]) == ("lapsed", ["lapsed"])


def test_the_page_makes_the_same_queries_for_any_number_of_gifts(example: Example) -> None:
    _, page = given(example)
    few = queries(lambda: get(None, page))
    for number in range(20):
        given(example, f"more-{number}")
    assert queries(lambda: get(None, page)) == few


def test_gifts_of_one_place_are_counted(example: Example, settings: Any) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "giving"}
    }
    cache.clear()
    answers = [give(example, f"press-{n}", email=f"a{n}@example.jp").status_code for n in range(31)]
    assert answers == [201] * 30 + [429]
    cache.clear()
    same = [give(example, f"again-{n}").status_code for n in range(11)]
    assert same == [201] * 10 + [429]
    cache.clear()
