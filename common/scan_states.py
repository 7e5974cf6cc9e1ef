"""The life of a stored file between coming in and the virus scanner's word, the same in every room."""

from __future__ import annotations

from typing import Final

from common.states import Lifecycle, Transition

UNUSABLE: Final = ("infected", "unreadable")


def scan_lifecycle(name: str, label: str, notice: str = "") -> Lifecycle:
    """The life of a stored file of one kind; `notice` is the letter that follows when it is of no use."""
    return Lifecycle(
        name=name,
        label=label,
        states={
            "unscanned": "未検査",
            "waiting": "検査待ち",
            "clean": "使えます",
            "infected": "ウイルスの疑い",
            "unreadable": "開けません",
        },
        initial="unscanned",
        transitions=(
            Transition("unscanned", "waiting", "queue_scan", "検査に回す", "S", "a scanner is configured"),
            Transition("waiting", "clean", "pass_scan", "使えるとする", "S", "the scanner found nothing"),
            Transition(
                "waiting",
                "infected",
                "find_infected",
                "ウイルスの疑いとする",
                "S",
                "the scanner found something",
                notice,
            ),
            Transition(
                "waiting",
                "unreadable",
                "find_unreadable",
                "開けないとする",
                "S",
                "broken, locked, or not what was stored",
                notice,
            ),
        ),
    )
