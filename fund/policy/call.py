"""A whole call as one document (`machitane-policy/1`): what an office opens a round with.

The tables stay the working store; the document is what is loaded, frozen, compared, copied and explained.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from fractions import Fraction

from fund.policy.conditions import Condition
from fund.policy.department import BudgetPool, DepartmentRules
from fund.policy.standing import FundPolicy

FORMAT = "machitane-policy/1"
_STANDING = FundPolicy()
_RULES = DepartmentRules()


@dataclass(frozen=True)
class Reception:
    """N15: how applications come in. Paper must arrive, or bear the postmark, by the closing time.

    `office_closes` is when the counter shuts: the hour of a closing day that names none.
    """

    channels: tuple[str, ...] = ("online",)
    arrival: str = "must_arrive"
    office_closes: time | None = None


@dataclass(frozen=True)
class CallDates:
    """The moments (aware) and days of a round. `defaulted` names those that the document leaves to the
    platform's spacing; `closing_has_time` off: the closing day ends with the office hours."""

    opens_at: datetime
    closes_at: datetime
    review_opens_at: datetime
    review_closes_at: datetime
    committee_on: date
    decided_on: date
    project_from: date
    project_to: date
    report_due_on: date
    defaulted: tuple[str, ...] = ()
    closing_has_time: bool = True


@dataclass(frozen=True)
class Example:
    """Where an example comes from: shown with it, so that nobody takes it for a town's own call."""

    notice: str = ""
    modelled_on: str = ""
    source: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class DepartmentSettings:
    """A department of the document; `budget` in yen, None when the call sets none."""

    code: str
    name: str
    budget: int | None = None
    rules: DepartmentRules = _RULES


@dataclass(frozen=True)
class CriterionSetting:
    """A criterion (N6): minimum to maximum by step, times `weight`, or worth `mark` points in all."""

    code: str
    name: str
    department: str = ""
    minimum: Fraction = Fraction(1)
    maximum: Fraction = Fraction(5)
    step: Fraction = Fraction(1)
    weight: int = 1
    mark: Fraction | None = None
    applies_if: Condition | None = None

    @property
    def factor(self) -> Fraction:
        """What a point is multiplied by; a scale that ends at 0 can bring no mark about."""
        if self.mark is None:
            return Fraction(self.weight)
        return self.mark / self.maximum if self.maximum else Fraction(0)


@dataclass(frozen=True)
class QuestionSetting:
    """A question of the application form."""

    code: str
    label_ja: str
    label_en: str = ""
    help_ja: str = ""
    kind: str = "text"
    choices: tuple[str, ...] = ()
    limit: int = 800
    required: bool = True
    department: str = ""


@dataclass(frozen=True)
class DocumentSetting:
    """A document the round asks for."""

    code: str
    label_ja: str
    label_en: str = ""
    required: bool = True
    office_only: bool = False
    department: str = ""


@dataclass(frozen=True)
class SubFundSetting:
    """A sub-fund that the call's pools name."""

    code: str
    name: str
    kind: str = "theme"
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class CallHeading:
    """What the call is, and when."""

    code: str
    name: str
    fiscal_year: int
    dates: CallDates
    guideline: str = ""
    blind: bool = False
    reception: Reception = Reception()


@dataclass(frozen=True)
class CallSettings:
    """The parsed document. Lists keep their order; items are named by `code`, which is unique among the
    departments, and within a department (or the whole round) for criteria, questions and documents."""

    legal_mode: str
    call: CallHeading
    departments: tuple[DepartmentSettings, ...]
    standing: FundPolicy = _STANDING
    example: Example = Example()
    criteria: tuple[CriterionSetting, ...] = ()
    documents: tuple[DocumentSetting, ...] = ()
    questions: tuple[QuestionSetting, ...] = ()
    budget_pools: tuple[BudgetPool, ...] = ()
    sub_funds: tuple[SubFundSetting, ...] = ()

    def department(self, code: str) -> DepartmentSettings | None:
        """The department of that code."""
        return next((item for item in self.departments if item.code == code), None)

    def criteria_of(self, code: str) -> tuple[CriterionSetting, ...]:
        """The criteria a department's applications may be asked, in order."""
        return tuple(item for item in self.criteria if item.department in ("", code))
