from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from people.models import BankAccount


def _tell_account_entered(account: BankAccount, old: BankAccount | None, at: datetime) -> None:
    # Imported when it is called: the rooms' models are not there yet while applications are being set up.
    from fund.services.telling import tell_account_entered

    tell_account_entered(account, old, at)


class FundConfig(AppConfig):
    name = "fund"
    verbose_name = "基金"

    def ready(self) -> None:
        from common.api import authentication
        from fund.permissions import may_read_books, require_second_factor
        from fund.places import OFFICE
        from ledger import explain
        from people import places
        from people.services import account_entered_hooks

        explain.let_read(may_read_books)
        places.register("fund", OFFICE)
        if require_second_factor not in authentication.demands:
            authentication.demands.append(require_second_factor)
        if _tell_account_entered not in account_entered_hooks:
            account_entered_hooks.append(_tell_account_entered)
