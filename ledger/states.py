"""The life of a fund's books for one year."""

from __future__ import annotations

from common.states import Lifecycle, Transition

BOOK = Lifecycle(
    name="book",
    label="帳簿",
    states={"open": "記帳中", "closed": "締め済"},
    initial="open",
    transitions=(
        Transition("open", "closed", "close", "年度を締める", "O+P", "翌年度の期首残高が期末残高と一致"),
    ),
)
