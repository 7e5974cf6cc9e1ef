"""The headers that a request may have to bring, as patterns."""

from __future__ import annotations

from typing import Final

IDEMPOTENCY_KEY: Final = "[!-~](?:[ -~]{0,118}[!-~])?"
"""1 to 120 printable ASCII characters, no space at the ends."""
IF_MATCH: Final = '"?([0-9]{1,9})"?'
"""A version as ETag gave it."""
PERSON: Final = "[0-9]{1,18}"
"""The id of the person who wrote what is sent."""
