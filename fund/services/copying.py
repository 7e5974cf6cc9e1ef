"""Last year's round as the beginning of this year's."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from common import clock
from common.errors import NotFound
from fund.call_document import call_settings
from fund.models import Round
from fund.permissions import require_role
from fund.policy.document import plain
from fund.policy.moving import moved
from fund.queries import with_setup
from fund.services.loading import Loaded, load_call
from trail.services import Actor, note


@transaction.atomic
def copy_round(*, round_id: int, by: Actor, code: str, name: str, fiscal_year: int) -> Loaded:
    """A round in preparation like `round_id`, with every date moved to `fiscal_year` (officer).

    Departments, criteria, questions, documents and pools come along; scores, versions and the committee
    do not. The standing rules are those in force when it opens. Raises NotFound, NotAllowed, CodeTaken,
    FieldErrors.
    """
    rounds = with_setup(Round.objects.filter(pk=round_id))
    found = rounds.select_related("fund", "fiscal_year", "policy_version").first()
    if found is None:
        raise NotFound
    require_role(by, found.fund_id, "officer")
    settings = moved(call_settings(found), fiscal_year - found.fiscal_year.year)
    settings = replace(settings, call=replace(settings.call, code=code, name=name))
    document = plain(settings)
    # Written out they would become a new version of the standing rules.
    del document["standing"]
    loaded = load_call(fund_id=found.fund_id, by=by, data=document)
    if loaded.made:
        note(loaded.round, "copy_from", by=by, at=clock.now(), code=found.code, round=found.pk)
    return loaded
