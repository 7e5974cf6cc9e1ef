"""A question is put once within a block, anew outside of one, and never carried over."""

from __future__ import annotations

import pytest

from common.errors import NotAllowed
from common.remembering import remembered, remembering
from fund.permissions import require_role, roles_of
from tests import factories as make
from tests.people.http import queries


def test_the_same_question_is_put_once_in_a_block() -> None:
    asked: list[tuple[int, int]] = []

    @remembered
    def add(a: int, b: int = 0) -> int:
        asked.append((a, b))
        return a + b

    assert [add(1), add(1)] == [1, 1]
    assert asked == [(1, 0)] * 2
    asked.clear()
    with remembering():
        assert [add(1), add(1), add(1, b=2), add(2)] == [1, 1, 3, 2]
        with remembering():
            assert add(1) == 1
        assert add(1) == 1
    assert asked == [(1, 0), (1, 2), (2, 0)]
    add(1)
    assert len(asked) == 4


def test_a_block_ends_with_a_refusal_too() -> None:
    answers = iter((1, 2))

    @remembered
    def ask() -> int:
        return next(answers)

    def refused() -> None:
        with remembering():
            ask()
            raise ValueError("x")

    with pytest.raises(ValueError, match="x"):
        refused()
    assert ask() == 2


@pytest.mark.django_db
def test_roles_are_read_once_and_of_each_person() -> None:
    fund = make.fund()
    endo, fukuda = make.staff(fund, "officer"), make.staff(fund, "approver")

    def look() -> None:
        with remembering():
            for _ in range(5):
                require_role(endo, fund.pk, "officer")
                with pytest.raises(NotAllowed):
                    require_role(fukuda, fund.pk, "officer")

    assert queries(look) == 2
    fund.staff_roles.filter(user=endo).update(role="auditor")
    assert roles_of(endo, fund.pk) == {"auditor"}
