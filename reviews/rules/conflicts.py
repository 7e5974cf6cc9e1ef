"""R8 (除斥): what a reviewer may know of an application, and whose scores count."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ReviewFacts:
    """Where one review stands: its state, and whether its scores were handed in complete."""

    state: str
    handed_in: bool


def may_list(facts: ReviewFacts) -> bool:
    """R8: an excluded reviewer does not even find the application in a list."""
    return facts.state != "recused"


def may_open(facts: ReviewFacts) -> bool:
    """R8: nothing but title and group is shown before the reviewer has declared no interest."""
    return facts.state in {"declared", "in_progress", "submitted", "locked"}


def is_counted(facts: ReviewFacts) -> bool:
    """R8, R9: complete scores of a reviewer who is not excluded; others are kept and never counted."""
    return facts.handed_in and facts.state in {"submitted", "locked"}
