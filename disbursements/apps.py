from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from awards.models import Award


# Named here so that a second registration is noticed; the room's models are not there yet at import.
def _follow_award(award: Award, at: datetime) -> None:
    from disbursements.services.following import follow_award

    follow_award(award, at)


def _have_open_instalments(awards: Sequence[Award]) -> set[int]:
    from disbursements.queries import with_open_instalments

    return with_open_instalments(awards)


def _transfer_under_way(award: Award) -> bool:
    from disbursements.queries import transfer_under_way

    return transfer_under_way(award)


class DisbursementsConfig(AppConfig):
    name = "disbursements"
    verbose_name = "支払"

    def ready(self) -> None:
        from awards import hooks
        from disbursements import checks, figures
        from ledger import explain, integrity

        if _follow_award not in hooks.award_changed:
            hooks.award_changed.append(_follow_award)
            hooks.have_open_instalments.append(_have_open_instalments)
            hooks.transfer_under_way.append(_transfer_under_way)
        explain.register("instalment", figures.explain_instalment)
        explain.register("batch", figures.explain_batch)
        integrity.register(
            "disbursements.payments",
            "確認済みの振込には同じ金額の支払の仕訳がちょうど一つある",
            checks.payments_are_booked,
        )
