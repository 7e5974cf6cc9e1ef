"""What a round asks: criteria to score by, questions of the form, documents to hand in."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.db.models import Q

from common import clock
from common.errors import FieldFault, NotFound, refuse
from fund import rules
from fund.models import Criterion, Department, DocumentType, FormQuestion, Round
from fund.policy.parsing import require_condition
from fund.services.common import next_position, require_fits, require_free
from fund.services.rounds import lock_draft
from trail.services import Actor, note


def _department_of(call: Round, department_id: int | None) -> Department | None:
    if department_id is None:
        return None
    found = call.departments.filter(pk=department_id).first()
    if found is None:
        raise NotFound
    return found


def _require_code_free(
    model: type[Criterion | FormQuestion | DocumentType],
    call: Round,
    code: str,
    department: Department | None,
) -> None:
    """A code is free for a department when neither it nor the whole round uses it, and the reverse."""
    same = Q(round=call, code=code)
    if department is not None:
        same &= Q(department__isnull=True) | Q(department=department)
    require_free(model._default_manager.filter(same).exists(), code)


def _decimal(pointer: str, value: Any) -> Decimal:
    try:
        # A policy writes one half as 1/2, a person as 0.5.
        over, _, under = str(value).partition("/")
        number = Decimal(over) / Decimal(under or 1)
    except (InvalidOperation, ZeroDivisionError):
        number = Decimal("NaN")
    if not number.is_finite() or not 0 <= number <= 9999 or number != round(number, 2):
        ja = "0から9999までの数(小数は2桁まで)で入れてください。"
        refuse([FieldFault(pointer, "fund.number", ja, "A number from 0 to 9999 with at most 2 decimals.")])
    return number


@transaction.atomic
def add_criterion(
    *,
    round_id: int,
    by: Actor,
    code: str,
    name: str,
    weight: int = 1,
    minimum: Decimal | int | str = 1,
    maximum: Decimal | int | str = 5,
    step: Decimal | int | str = 1,
    department_id: int | None = None,
    applies_to: str = "all",
    mark: Decimal | int | str | None = None,
    applies_if: dict[str, Any] | None = None,
) -> Criterion:
    """A criterion (審査基準) of one department, or of the whole round (officer; N6, N8). `mark` is what it
    is worth in all, in place of a weight; `applies_if` a condition of the policy.

    Raises NotFound, NotAllowed, PolicyFrozen, CodeTaken, FieldErrors.
    """
    call = lock_draft(round_id, by)
    require_fits(code=(code, 20), name=(name, 120))
    department = _department_of(call, department_id)
    _require_code_free(Criterion, call, code, department)
    if applies_if is not None:
        require_condition(applies_if, "/applies_if")
    scale = rules.Scale(
        code,
        department.code if department else "",
        weight,
        _decimal("/minimum", minimum),
        _decimal("/maximum", maximum),
        _decimal("/step", step),
    )
    ja, en = "配点・最低点・最高点・刻みの組み合わせを確かめてください。", "Check weight, points and step."
    refuse(FieldFault(f"/{field}", "fund.scale", ja, en) for field in rules.scale_faults(scale))
    made = Criterion.objects.create(
        round=call,
        department=department,
        code=code,
        name=name,
        position=next_position(call, Criterion),
        weight=weight,
        minimum=scale.minimum,
        maximum=scale.maximum,
        step=scale.step,
        applies_to=applies_to,
        mark=None if mark is None else _decimal("/mark", mark),
        applies_if=applies_if,
    )
    note(call, "add_criterion", by=by, at=clock.now(), code=code)
    return made


@transaction.atomic
def add_question(
    *,
    round_id: int,
    by: Actor,
    code: str,
    label_ja: str,
    label_en: str = "",
    help_ja: str = "",
    kind: str = "text",
    choices: list[str] | None = None,
    limit: int = 800,
    required: bool = True,
    department_id: int | None = None,
) -> FormQuestion:
    """A question of the application form (officer). `limit` counts characters a person sees.

    Raises NotFound, NotAllowed, PolicyFrozen, CodeTaken, FieldErrors.
    """
    call = lock_draft(round_id, by)
    require_fits(code=(code, 40), label_ja=(label_ja, 200))
    department = _department_of(call, department_id)
    _require_code_free(FormQuestion, call, code, department)
    if kind not in dict(FormQuestion.KINDS) or (kind == "choice") != bool(choices):
        ja, en = "質問の種類と選択肢を確かめてください。", "Check the kind of question and its choices."
        refuse([FieldFault("/kind", "fund.question", ja, en)])
    made = FormQuestion.objects.create(
        round=call,
        department=department,
        code=code,
        label_ja=label_ja,
        label_en=label_en,
        help_ja=help_ja,
        kind=kind,
        choices=choices or [],
        limit=limit,
        required=required,
        position=next_position(call, FormQuestion),
    )
    note(call, "add_question", by=by, at=clock.now(), code=code)
    return made


@transaction.atomic
def add_document_type(
    *,
    round_id: int,
    by: Actor,
    code: str,
    label_ja: str,
    label_en: str = "",
    required: bool = True,
    office_only: bool = False,
    department_id: int | None = None,
) -> DocumentType:
    """A document the round asks for (officer); `office_only` hides it from reviewers.

    Raises NotFound, NotAllowed, PolicyFrozen, CodeTaken, FieldErrors.
    """
    call = lock_draft(round_id, by)
    require_fits(code=(code, 40), label_ja=(label_ja, 200))
    department = _department_of(call, department_id)
    _require_code_free(DocumentType, call, code, department)
    made = DocumentType.objects.create(
        round=call,
        department=department,
        code=code,
        label_ja=label_ja,
        label_en=label_en,
        required=required,
        office_only=office_only,
        position=next_position(call, DocumentType),
    )
    note(call, "add_document_type", by=by, at=clock.now(), code=code)
    return made
