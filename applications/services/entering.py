"""Whether a department is open to a group and its project (R3b, N5), with everything to mend."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from applications.models import Application
from applications.queries.facts import facts_of, form_facts
from applications.rules import (
    ApplicationFacts,
    EligibilityResult,
    Faults,
    Filed,
    Names,
    OtherApplication,
    access_faults,
    eligibility_faults,
    eligibility_results,
)
from common import clock
from fund.models import Department, DocumentType, FormQuestion
from fund.policy.department import Access
from people.models import Group

NOT_LIVE = ("draft", "discarded", "withdrawn", "ineligible")


def hold_group(application: Application) -> None:
    """Where a call counts a group's applications, its people file one after the other: two forms sent at
    once cannot both be the only one. 1 query, none where nothing is counted."""
    if application.department.rules.access != Access():
        Group.objects.select_for_update(of=("self",), no_key=True).get(pk=application.group_id)


def entry_faults(application: Application, filed: Filed, documents: Iterable[str]) -> Faults:
    """What closes the department to the form as it stands. No query where the call asks for nothing;
    otherwise at most 5, and 3 for the names of a sentence that needs them."""
    rules, faults = application.department.rules, Faults()
    if rules.access == Access() and not rules.eligibility:
        return faults
    facts = form_facts(application, filed, documents, application.received_at or clock.now())
    if rules.access != Access():
        faults.extend(_access(application, facts))
    results = eligibility_results(rules, facts)
    if any(result.checked_by == "system" and result.status != "ok" for result in results):
        faults.extend(eligibility_faults(results, facts, names_of(application)))
    return faults


def _access(application: Application, facts: ApplicationFacts) -> Faults:
    call = application.round
    others = (
        Application.objects.filter(
            group_id=application.group_id,
            round__fiscal_year_id=call.fiscal_year_id,
        )
        .exclude(pk=application.pk)
        .exclude(state__in=NOT_LIVE)
    )
    names = dict(Department.objects.filter(round_id=call.pk).values_list("code", "name"))
    return access_faults(
        application.department.rules.access,
        department=facts.department,
        fiscal_year=facts.fiscal_year,
        project_key=facts.title,
        history=facts.history,
        others=[
            OtherApplication(*row)
            for row in others.order_by("pk").values_list("department__code", "number", "title")
        ],
        named=lambda code: names.get(code, code),
    )


def names_of(application: Application) -> Names:
    """What a round calls its departments, questions and documents. 3 queries, made when a name is asked for
    that the condition itself does not say."""
    call = application.round_id

    @cache
    def departments() -> dict[str, str]:
        return dict(Department.objects.filter(round_id=call).values_list("code", "name"))

    @cache
    def asked() -> dict[str, str]:
        found = dict(FormQuestion.objects.filter(round_id=call).values_list("code", "label_ja"))
        return found | dict(DocumentType.objects.filter(round_id=call).values_list("code", "label_ja"))

    return Names(lambda code: departments().get(code, code), lambda code: asked().get(code, code))


def desk_results(application: Application) -> tuple[tuple[EligibilityResult, ...], ApplicationFacts | None]:
    """How the call's conditions stand for what was filed. At most 6 queries; none without conditions."""
    rules = application.department.rules
    if not rules.eligibility:
        return (), None
    facts = facts_of([application.pk])[application.pk]
    return eligibility_results(rules, facts), facts
