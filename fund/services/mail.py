"""What an office does with its mail: holding a round's, wording a kind, editing one letter."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Final

from django.db import IntegrityError, transaction

from common import clock
from common.errors import DomainError, NotFound, StaleVersion
from fund.letters import visible_letters
from fund.models import Fund, Round
from fund.permissions import require_role
from fund.services.common import find_fund, lock_round
from notices import services as notices
from notices.models import LetterText, Notice
from notices.wording import TEXT_FIELDS
from trail.services import Actor, note, subject_of

RESULTS: Final = ("offer", "result_waitlisted", "result_declined")
"""Letters that tell a decision; only the release of the results lets them go."""


class ResultsNotReleased(DomainError):
    """What a letter tells must be told to everybody at one moment."""

    code = "fund.results_not_released"
    ja = "審査の結果をまだ通知していない募集回の手紙です。「結果を通知する」でいっせいに送ります。"
    en = "The round's results are not out yet: these letters go when the results are released."


@transaction.atomic
def hold_round_mail(*, round_id: int, by: Actor) -> None:
    """Hold every letter of the round until the office lets it go (officer). Again changes nothing.

    Raises NotFound, NotAllowed.
    """
    call = lock_round(round_id)
    require_role(by, call.fund_id, "officer")
    if notices.hold_scope(scope=subject_of(call), fund_code=call.fund_code, by=by):
        note(call, "hold_mail", by=by, at=clock.now(), role="officer")


@transaction.atomic
def let_round_mail_go(*, round_id: int, by: Actor) -> int:
    """End the hold and send what waits, letters with unreleased results excepted (officer).

    Returns how many letters go. Raises NotFound, NotAllowed.
    """
    call = lock_round(round_id)
    require_role(by, call.fund_id, "officer")
    gone = notices.let_scope_go(scope=subject_of(call), by=by, but=() if call.released_at else RESULTS)
    note(call, "let_mail_go", by=by, at=clock.now(), role="officer", letters=gone)
    return gone


@transaction.atomic
def move_letters(*, letter_ids: Collection[int], verb: str, by: Actor) -> int:
    """Release, hold, suppress or send again all of the letters named, or none (officer).

    Returns how many. Raises NotFound, NotAllowed, WrongState, ResultsNotReleased.
    """
    mine = visible_letters(by).filter(pk__in=letter_ids)
    rows = {row.pk: row for row in mine}
    if rows.keys() != set(letter_ids):
        raise NotFound
    codes = {row.fund_code for row in rows.values()}
    for fund_id in Fund.objects.filter(code__in=codes).values_list("pk", flat=True):
        require_role(by, fund_id, "officer")
    if verb == "release":
        require_released(rows.values())
    return MOVES[verb](notice_ids=sorted(rows), by=by)


MOVES: Final[dict[str, Callable[..., int]]] = {
    "release": notices.release,
    "hold": notices.hold,
    "suppress": notices.suppress,
    "send_again": notices.send_again,
}


def require_released(letters: Iterable[Notice]) -> None:
    """Raises ResultsNotReleased. 1 query where a letter tells a result."""
    rounds = {int(row.scope.partition(":")[2]) for row in letters if row.kind in RESULTS and row.scope}
    if rounds and Round.objects.filter(pk__in=rounds, released_at__isnull=True).exists():
        raise ResultsNotReleased


@transaction.atomic
def word_letters(*, fund_id: int, kind: str, texts: dict[str, str], number: int, by: Actor) -> LetterText:
    """The fund's own words for a kind of letter, in place of version `number` (0: none yet).

    Administrator or officer. Raises NotFound, NotAllowed, StaleVersion with the words saved meanwhile,
    FieldErrors.
    """
    fund = find_fund(fund_id)
    require_role(by, fund_id, "administrator", "officer")
    rows = LetterText.objects.filter(fund_code=fund.code, kind=kind).order_by("-number")
    _require_newest(rows.first(), number)
    try:
        with transaction.atomic():
            made = notices.write_text(fund_code=fund.code, kind=kind, texts=texts, by=by)
    except IntegrityError:
        # Somebody else saved this very version between our look and our save.
        _require_newest(rows.first(), number)
        raise
    note(fund, "word_letters", by=by, at=made.at, role="office", kind=kind, number=made.number)
    return made


def _require_newest(last: LetterText | None, number: int) -> None:
    current = last.number if last else 0
    if current != number:
        theirs = {name: getattr(last, name) for name in TEXT_FIELDS} if last else {}
        raise StaleVersion(current=current, given=number, texts=theirs)


@transaction.atomic
def edit_letter(*, letter_id: int, subject: str, body: str, by: Actor) -> Notice:
    """Word one letter that has not gone out in its own way (officer); it waits until it is let go.

    Raises NotFound, NotAllowed, WrongState, FieldErrors.
    """
    found = visible_letters(by).filter(pk=letter_id).first()
    if found is None:
        raise NotFound
    require_role(by, Fund.objects.values_list("pk", flat=True).get(code=found.fund_code), "officer")
    return notices.edit_letter(notice_id=letter_id, subject=subject, body=body, by=by)
