"""Input as people type it: days in western or era form, numbers in full width."""

from __future__ import annotations

from datetime import date
from typing import Any

from rest_framework import serializers

from common.api.serializers import YenField
from common.calendar import parse_date


class DayField(serializers.DateField):
    """A day: 2025-05-16, 2025/5/16, R7.5.16, 令和7年5月16日."""

    def to_internal_value(self, value: Any) -> date:
        if isinstance(value, str):
            try:
                value = parse_date(value)
            except ValueError:
                self.fail("invalid", format="2025-05-16, 2025/5/16, R7.5.16, 令和7年5月16日")
        day: date = super().to_internal_value(value)
        return day


class WholeNumber(YenField):
    """A whole number of anything, 0 or more; full-width digits and separators as people type them."""
