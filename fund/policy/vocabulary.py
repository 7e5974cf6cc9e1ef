"""The words that settings may use: facts, choices, terms, published fields. One table drives the
reader, the sentences of a call document and the screens."""

from __future__ import annotations

from dataclasses import dataclass

TERMS = ("rate_term", "cap", "requested", "shortfall", "committee_amount", "remaining_budget")
DEFAULT_TERMS = TERMS
# What a call may publish of an application (N16); addresses, people and accounts are never among it.
PUBLIC_FIELDS = (
    "number",
    "group",
    "title",
    "summary",
    "kind",
    "requested",
    "score",
    "components",
    "criterion_means",
    "rank",
    "stage",
    "outcome",
    "decided",
)
# What a report may have to hold beside its rows, by the name of its field.
REPORT_PARTS = ("text", "people", "lessons", "results", "photos", "receipts")
# Sums a call may publish per department, per heading and in all (N16); always computed.
TOTALS = (
    "applications",
    "withdrawn",
    "adopted",
    "declined",
    "requested",
    "decided",
    "budget",
    "remainder",
)
BASE_DATES = {
    "opens_on": ("募集開始日", "the day the call opens"),
    "closes_on": ("募集締切日", "the closing day"),
    "submitted_on": ("提出日", "the day of submission"),
    "decided_on": ("決定日", "the day of the decision"),
    "project_from": ("事業開始日", "the first day of the project"),
    "fiscal_year_start": ("年度の4月1日", "1 April of the fiscal year"),
    "fiscal_year_end": ("年度の3月31日", "31 March of the fiscal year"),
}
ORDERED = (">=", ">", "<=", "<")
EQUAL = ("=", "!=")


@dataclass(frozen=True)
class Fact:
    """One fact: `kind` number, truth, choice or set; `held_by` the form's snapshot, the history of
    awards, the application or the office; `of` what `of` must name ("" nothing)."""

    kind: str
    ja: str
    en: str
    unit_ja: str = ""
    held_by: str = "application"
    of: str = ""
    based: bool = False


FACTS: dict[str, Fact] = {
    "members": Fact("number", "構成員", "members", "人", "group"),
    "resident_members": Fact(
        "number", "市内に住む・通う構成員", "members who live or work here", "人", "group"
    ),
    "residents_share": Fact(
        "number", "構成員のうち市内に住む・通う人の割合", "share of members from here", "", "group"
    ),
    "households": Fact("number", "構成員の世帯", "households of the members", "世帯", "group"),
    "age_years": Fact("number", "設立からの年数", "years since the founding", "年", "group", based=True),
    "legal_form": Fact("choice", "団体の種類", "legal form", "", "group"),
    "has_corporate_number": Fact("truth", "法人番号があること", "has a corporate number", "", "group"),
    "annual_budget": Fact("number", "年間予算", "annual budget", "円", "group"),
    "awards": Fact("number", "これまでの採択", "earlier awards", "回", "history", "departments?"),
    "awards_of_project": Fact(
        "number", "同じ事業のこれまでの採択", "earlier awards of this project", "回", "history"
    ),
    "years_since_award": Fact(
        "number", "前回の採択からの年数", "years since the last award", "年", "history", "departments?"
    ),
    "department": Fact("choice", "申請部門", "department"),
    "requested": Fact("number", "申請額", "requested amount", "円"),
    "eligible": Fact("number", "補助対象経費", "eligible expense", "円"),
    "total": Fact("number", "総事業費", "total expense", "円"),
    "other_income": Fact("number", "他の収入", "other income", "円"),
    "other_grants": Fact("number", "他の補助金・助成金", "other grants", "円"),
    "continuing": Fact("truth", "継続の事業であること", "a continuing project"),
    "n": Fact("number", "採択(今回を含む)", "number of the award, this one included", "回目"),
    "method": Fact("choice", "審査の方法", "method of review"),
    "tags": Fact("set", "事業の分野", "tags of the project"),
    "answer": Fact("any", "申請書の回答", "an answer of the form", "", "application", "question"),
    "answer_age": Fact(
        "number",
        "生年月日の回答による年齢",
        "age by a date of the form",
        "歳",
        "application",
        "question",
        based=True,
    ),
    "document": Fact("truth", "提出書類", "a document handed in", "", "application", "document"),
    "office_check": Fact("truth", "事務局の確認", "the office's check", "", "office"),
}
MEASURES = ("score", "sum", "mean", "percent", "zero_share", "component", "criterion_mean")
# Which names a formula may use, by place.
NAMES_IN = {
    "eligibility": ("members", "requested", "eligible", "total"),
    "pass_rule": ("reviewers", "criteria", "applications", "full_mark"),
    "tokens": ("reviewers", "applications"),
    "audience": ("reviewers", "applications"),
    "scale_to": ("criteria", "common"),
}
CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("FundPolicy", "rounding_scope"): ("rate_term", "final"),
    ("FundPolicy", "surcharge_day_count"): ("inclusive", "exclusive_of_due_date"),
    ("FundPolicy", "late_interest_day_count"): ("inclusive", "exclusive_of_due_date"),
    ("MatchPolicy", "unspent"): ("return", "carry"),
    ("Repeat", "counts"): ("department", "fund", "project"),
    ("Repeat", "unit"): ("awards", "years"),
    ("Pause", "unless"): ("", "same_project"),
    ("Eligibility", "checked_by"): ("system", "office"),
    ("Scoring", "aggregate"): ("mean", "sum", "percent", "none"),
    ("Scoring", "mode"): ("half_up", "cut"),
    ("Rounding", "mode"): ("half_up", "cut"),
    ("Component", "kind"): ("criteria", "tokens", "audience"),
    ("Component", "aggregate"): ("", "sum", "mean", "percent"),
    ("Requirement", "measure"): MEASURES,
    ("Requirement", "operator"): ORDERED,
    ("TieBreak", "by"): (
        "criterion",
        "component",
        "fewer_prior_awards",
        "smaller_requested",
        "larger_requested",
        "committee",
    ),
    ("Stage", "by"): ("office", "section", "board", "committee", "panel", "public"),
    ("Stage", "kind"): ("desk", "documents", "visit", "presentation", "meeting", "vote"),
    ("Stage", "decides"): ("pass", "score", "advice"),
    ("Line", "limit"): ("yen", "places", "none"),
    ("Line", "cumulates"): ("award", "requested"),
    ("Line", "remainder_policy"): ("offer", "skip", "stop"),
    ("Publication", "unit"): ("yen", "man_yen"),
    ("Publication", "order"): ("rank", "filing", "kana"),
    ("Publication", "rows"): ("awarded", "all"),
    ("DepartmentRules", "rate_base"): ("eligible", "eligible_less_grants", "eligible_less_income"),
    ("DepartmentRules", "gap_base"): ("total", "eligible"),
    ("Reception", "arrival"): ("must_arrive", "postmark"),
    ("QuestionSetting", "kind"): ("text", "line", "number", "choice", "date"),
    ("CallSettings", "legal_mode"): ("private", "municipal"),
    ("SubFundSetting", "kind"): ("general", "theme", "named_group", "project", "named_company"),
}
# Choices of every item of a list of texts.
LISTED: dict[tuple[str, str], tuple[str, ...]] = {
    ("DepartmentRules", "terms"): TERMS,
    ("Publication", "fields"): PUBLIC_FIELDS,
    ("DepartmentRules", "report_requires"): REPORT_PARTS,
    ("Publication", "totals"): TOTALS,
    ("Reception", "channels"): ("online", "counter", "post"),
}
# How many characters a text may have, or how large a number may be: what the tables hold.
SIZES: dict[tuple[str, str], tuple[int, int]] = {
    ("CallHeading", "code"): (1, 20),
    ("CallHeading", "name"): (1, 120),
    ("DepartmentSettings", "code"): (1, 20),
    ("DepartmentSettings", "name"): (1, 120),
    ("SubFundSetting", "code"): (1, 20),
    ("SubFundSetting", "name"): (1, 120),
    ("CriterionSetting", "code"): (1, 20),
    ("CriterionSetting", "name"): (1, 120),
    ("CriterionSetting", "weight"): (1, 9999),
    ("QuestionSetting", "code"): (1, 40),
    ("QuestionSetting", "label_ja"): (1, 200),
    ("QuestionSetting", "label_en"): (0, 200),
    ("QuestionSetting", "help_ja"): (0, 400),
    ("QuestionSetting", "limit"): (1, 100_000),
    ("DocumentSetting", "code"): (1, 40),
    ("DocumentSetting", "label_ja"): (1, 200),
    ("DocumentSetting", "label_en"): (0, 200),
    ("Component", "code"): (1, 40),
    ("Stage", "code"): (1, 40),
    ("Eligibility", "code"): (1, 40),
    ("DepartmentRules", "interim_months"): (1, 60),
}
# Words that are kept free for what comes later, with the sentence that says so.
RESERVED: dict[tuple[str, str], dict[str, str]] = {("Component", "kind"): {"votes": "votes_later"}}
