"""Ids known before the row exists, so that lines can name an entry that is written after them.

Time-ordered UUIDs (version 7): a later id from one process is always greater, so the journal's order
within a day is the order of posting.
"""

from __future__ import annotations

import os
import threading
import time
import uuid

_lock = threading.Lock()
_last = 0


def new_id() -> uuid.UUID:
    """A fresh id, greater than every id this process gave before."""
    global _last
    with _lock:
        # 48 bits of milliseconds and 12 bits of their fraction; moved on by one when the clock stands still.
        _last = max(_last + 1, (time.time_ns() << 12) // 1_000_000)
        stamp = _last
    high = (stamp >> 12) << 16 | 0x7000 | (stamp & 0xFFF)
    low = (int.from_bytes(os.urandom(8), "big") & ((1 << 62) - 1)) | (1 << 63)
    return uuid.UUID(int=high << 64 | low)
