from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.zengin import ZenginRefused, ZenginRules, ZenginTooLong, bank_name, branch_name
from disbursements import bank_file
from disbursements.bank_file import Consignor, TransferRow, customer_code, write_transfer_file

SAMPLE = Path(__file__).parents[1] / "data" / "sogo_furikomi_20260325.txt"
WEDNESDAY = date(2026, 3, 25)

# The fund's account and the groups B and C of the worked year (domain rules §8), as they are entered.
FUND = Consignor(
    code="0000012345",
    kana="トクヒ)ミハラシマチサポ-ト",
    bank_code="0001",
    bank_kana="ミズホ",
    branch_code="388",
    branch_kana="ミゾノクチ",
    account_type=1,
    account_number="0000111",
)
GREEN = TransferRow(
    number="7050020101",
    bank_code="0009",
    bank_kana="ミツイスミトモ",
    branch_code="596",
    branch_kana="ミゾノクチ",
    account_type=1,
    account_number="0000202",
    holder_kana="ミハラシリヨクチオマモルカイ",
    amount=46_000,
    customer_code1=customer_code(705, 2, 1),
)
PORCH = TransferRow(
    number="7050030101",
    bank_code="1344",
    bank_kana="ジヨウナンシンキン",
    branch_code="037",
    branch_kana="ミゾノクチ",
    account_type=1,
    account_number="0000303",
    holder_kana="トクヒ)コドモノエンガワ",
    amount=341_000,
    customer_code1=customer_code(705, 3, 1),
)

KANA = st.text(st.sampled_from("アイウカサタナハマヤラワンー・ABC123()."), min_size=1, max_size=15)
ROWS = st.lists(
    st.builds(
        TransferRow,
        number=st.just("1"),
        bank_code=st.from_regex(r"[0-9]{4}", fullmatch=True),
        bank_kana=KANA,
        branch_code=st.from_regex(r"[0-9]{3}", fullmatch=True),
        branch_kana=KANA,
        account_type=st.sampled_from([1, 2, 4, 9]),
        account_number=st.from_regex(r"[0-9]{1,7}", fullmatch=True),
        holder_kana=KANA,
        amount=st.integers(1, 9_999_999_999),
        customer_code1=st.from_regex(r"[0-9]{10}", fullmatch=True),
        customer_code2=st.from_regex(r"[0-9]{10}", fullmatch=True),
        new_code=st.sampled_from([0, 1, 2]),
    ),
    min_size=1,
    max_size=20,
)


def test_the_top_up_batch_of_the_worked_year_byte_for_byte() -> None:
    assert write_transfer_file(FUND, WEDNESDAY, [GREEN, PORCH]) == SAMPLE.read_bytes()


def test_names_from_the_bank_master_give_the_same_bytes() -> None:
    rows = [
        replace(
            row,
            bank_kana=bank_name(row.bank_code).kana,
            branch_kana=branch_name(row.bank_code, row.branch_code).kana,
        )
        for row in (GREEN, PORCH)
    ]
    assert write_transfer_file(FUND, WEDNESDAY, rows) == SAMPLE.read_bytes()


def test_without_line_ends_the_records_follow_each_other() -> None:
    joined = write_transfer_file(FUND, WEDNESDAY, [GREEN, PORCH], newline="")
    assert joined == SAMPLE.read_bytes().replace(b"\r\n", b"")
    assert len(joined) == 5 * 120


def test_line_feed_alone_is_a_mistake_in_the_program() -> None:
    with pytest.raises(ValueError, match="CRLF"):
        write_transfer_file(FUND, WEDNESDAY, [GREEN], newline="\n")  # type: ignore[arg-type]


# On a busy machine making twenty rows may take longer than the health check likes.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(ROWS)
def test_every_record_is_120_bytes_and_the_fields_read_back(rows: list[TransferRow]) -> None:
    data = write_transfer_file(FUND, WEDNESDAY, rows)
    records = data.split(b"\r\n")
    assert records.pop() == b""
    assert {len(record) for record in records} == {120}
    assert [record[:1] for record in records] == [b"1", *[b"2"] * len(rows), b"8", b"9"]
    for row, record in zip(rows, records[1:-2], strict=True):
        # positions of the format's table, counted from 1 there
        assert record[1:5].decode() == row.bank_code
        assert record[20:23].decode() == row.branch_code
        assert int(record[42:43]) == row.account_type
        assert record[43:50].decode() == row.account_number.zfill(7)
        assert int(record[80:90]) == row.amount
        assert record[90:91].decode() == str(row.new_code)
        assert record[91:111].decode() == row.customer_code1 + row.customer_code2
        assert record[111:120] == b"7        "
    trailer = records[-2]
    assert int(trailer[1:7]) == len(rows)
    assert int(trailer[7:19]) == sum(row.amount for row in rows)
    assert write_transfer_file(FUND, WEDNESDAY, rows) == data


def test_header_holds_consignor_and_date() -> None:
    header = write_transfer_file(FUND, date(2025, 7, 15), [GREEN]).split(b"\r\n")[0].decode("cp932")
    assert header[:14] == "12100000012345"
    assert header[14:54].rstrip() == "ﾄｸﾋ)ﾐﾊﾗｼﾏﾁｻﾎﾟ-ﾄ"
    assert header[54:58] == "0715"
    assert header[95:103] == "10000111"


def test_edi_text_takes_the_place_of_the_customer_codes() -> None:
    record = write_transfer_file(FUND, WEDNESDAY, [replace(GREEN, edi="R7-05 セイサン")]).split(b"\r\n")[1]
    assert record[91:111].decode("cp932") == "R7-05 ｾｲｻﾝ".ljust(20)
    assert record[111:120] == b"7Y       "


def test_bank_and_branch_names_may_be_left_out() -> None:
    record = write_transfer_file(FUND, WEDNESDAY, [replace(GREEN, bank_kana="", branch_kana="")]).split(
        b"\r\n"
    )[1]
    assert record[5:20] == b" " * 15
    assert record[23:38] == b" " * 15


@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 3, 20), date(2025, 12, 31), date(2026, 1, 2)])
def test_a_day_on_which_banks_are_closed_is_refused(day: date) -> None:
    with pytest.raises(bank_file.NotABusinessDay) as refused:
        write_transfer_file(FUND, day, [GREEN])
    assert refused.value.code == "disbursements.not_a_business_day"
    assert day.isoformat() in refused.value.text("en")


def test_a_file_without_transfers_is_refused() -> None:
    with pytest.raises(bank_file.NoTransfers):
        write_transfer_file(FUND, WEDNESDAY, [])


@pytest.mark.parametrize("amount", [0, -1, 10_000_000_000])
def test_an_amount_outside_the_field_is_refused(amount: int) -> None:
    with pytest.raises(bank_file.AmountOutOfRange) as refused:
        write_transfer_file(FUND, WEDNESDAY, [PORCH, replace(GREEN, amount=amount)])
    assert refused.value.extra == {"of": "7050020101", "amount": amount}


def test_the_greatest_amount_fits_and_the_sum_has_its_own_limit() -> None:
    most = replace(GREEN, amount=9_999_999_999)
    # 100 × 9,999,999,999 = 999,999,999,900: twelve digits; one more is thirteen
    assert write_transfer_file(FUND, WEDNESDAY, [most] * 100, newline="")[-240:-221] == b"8000100999999999900"
    with pytest.raises(bank_file.TotalOutOfRange):
        write_transfer_file(FUND, WEDNESDAY, [most] * 101)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"bank_code": "9"}, "bank_code"),
        ({"bank_code": "000９"}, "bank_code"),
        ({"branch_code": "18"}, "branch_code"),
        ({"account_number": "12345678"}, "account_number"),
        ({"account_number": ""}, "account_number"),
        ({"account_number": "12-4567"}, "account_number"),
        ({"customer_code1": "00705002010"}, "customer_code1"),
        ({"customer_code2": "A"}, "customer_code2"),
    ],
)
def test_a_code_that_is_not_digits_is_refused(change: dict[str, str], field: str) -> None:
    with pytest.raises(bank_file.NotDigits) as refused:
        write_transfer_file(FUND, WEDNESDAY, [replace(GREEN, **change)])  # type: ignore[arg-type]
    assert refused.value.extra["field"] == field
    assert refused.value.extra["of"] == GREEN.number


def test_an_unknown_account_type_is_refused() -> None:
    with pytest.raises(bank_file.UnknownAccountType):
        write_transfer_file(FUND, WEDNESDAY, [replace(GREEN, account_type=3)])


def test_a_letter_the_bank_lacks_is_refused_by_row_field_and_position() -> None:
    with pytest.raises(ZenginRefused) as refused:
        write_transfer_file(FUND, WEDNESDAY, [GREEN, replace(PORCH, holder_kana="コドモノ縁側")])
    extra = refused.value.extra
    assert (extra["of"], extra["field"], extra["character"], extra["position"]) == (
        "7050030101",
        "holder_kana",
        "縁",
        5,
    )


def test_a_name_over_its_field_is_refused_not_cut() -> None:
    with pytest.raises(ZenginTooLong):
        write_transfer_file(FUND, WEDNESDAY, [replace(GREEN, holder_kana="ガ" * 16)])
    with pytest.raises(ZenginTooLong):
        write_transfer_file(replace(FUND, kana="ア" * 41), WEDNESDAY, [GREEN])


def test_the_rules_of_the_bank_decide_on_wo() -> None:
    row = replace(GREEN, holder_kana="ミハラシリョクチヲマモルカイ")
    assert "ﾁｦﾏﾓﾙ" in write_transfer_file(FUND, WEDNESDAY, [row]).decode("cp932")
    plain = write_transfer_file(FUND, WEDNESDAY, [row, PORCH], rules=ZenginRules(keep_wo=False))
    assert plain == SAMPLE.read_bytes()


def test_customer_code_names_round_application_and_instalment() -> None:
    assert customer_code(705, 2, 1) == "0070500201"
    assert customer_code(705, 2, 0) == "0070500200"
    for parts in ((1000, 1, 0), (1, 1000, 0), (1, 1, 100), (-1, 1, 0)):
        with pytest.raises(ValueError, match="customer code"):
            customer_code(*parts)
