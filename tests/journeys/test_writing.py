"""Journey 1 (下書きを守る): a whole form is written on a phone, and nothing of it is lost."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.journeys.applicant import Applicant, sign_up
from tests.journeys.conftest import NewVisitor
from tests.journeys.filled_form import FORM

pytestmark = pytest.mark.processes


def test_a_form_is_written_from_the_check_to_the_receipt(new_visitor: NewVisitor, check: str) -> None:
    visitor = new_visitor()
    assert len(FORM) == 58
    applicant = Applicant.begun(visitor, check, lambda: sign_up(visitor, f"{uuid4().hex}@example.org"))
    applicant.write_all()
    applicant.in_sync()
    assert applicant.hashes() == {each.name: each.hash for each in applicant.files}
    assert applicant.submit()
