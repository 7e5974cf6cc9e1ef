from __future__ import annotations

import io
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command


def answer(monkeypatch: pytest.MonkeyPatch, typed: bytes) -> tuple[str, str, int]:
    """Standard output, standard error and exit status for what is typed."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed), encoding="utf-8"))
    out, err = io.StringIO(), io.StringIO()
    status = 0
    try:
        call_command("zengin_kana", stdout=out, stderr=err)
    except SystemExit as ended:
        status = int(str(ended.code))
    return out.getvalue(), err.getvalue(), status


@pytest.mark.parametrize("typed", ["きょうと", "きょうと\n", "キョウト\r\n"])
def test_zengin_kana_prints_the_form_of_the_bank(monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    assert answer(monkeypatch, typed.encode()) == ("ｷﾖｳﾄ\n", "", 0)


def test_zengin_kana_says_why_it_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    assert answer(monkeypatch, "ヤマダ①".encode()) == (
        "",
        "口座名義カナの4文字目「①」は銀行のデータに書けません。「1」でよければ直してください。\n",
        1,
    )


@pytest.mark.parametrize(
    "typed", [b"", "　 \n".encode(), "ヤマダ\nタロウ".encode(), "ヤマダ".encode("cp932")]
)
def test_zengin_kana_takes_one_name_in_utf8(monkeypatch: pytest.MonkeyPatch, typed: bytes) -> None:
    out, err, status = answer(monkeypatch, typed)
    assert (out, status) == ("", 1)
    assert err.endswith("。\n")


def test_zengin_kana_runs_as_a_program() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "zengin_kana"],
        cwd=settings.BASE_DIR,
        input="トクヒ）マチヅクリ".encode(),
        capture_output=True,
        check=False,
    )
    assert (done.stdout.decode(), done.returncode) == ("ﾄｸﾋ)ﾏﾁﾂﾞｸﾘ\n", 0)
