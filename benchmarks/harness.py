"""Ratios against a floor that is measured in the same run: absolute times say little on a shared machine.

Subject and floor alternate, so both meet the same weather; each pair gives one ratio, and the table
shows their median, least and greatest.
"""

from __future__ import annotations

import gc
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

Work = Callable[[], float]
"""Does its work and returns how much of it was done per second."""


@dataclass
class Result:
    """One line of the table: `ratios` of subject to floor, and the least median that is asked for."""

    name: str
    floor: str
    wanted: float
    unit: str
    subject_rates: list[float] = field(default_factory=list)
    floor_rates: list[float] = field(default_factory=list)

    @property
    def ratios(self) -> list[float]:
        return [a / b for a, b in zip(self.subject_rates, self.floor_rates, strict=True)]

    @property
    def median(self) -> float:
        return statistics.median(self.ratios)

    @property
    def holds(self) -> bool:
        return self.median >= self.wanted

    def row(self) -> str:
        return (
            f"| {self.name} | {self.floor} | {statistics.median(self.subject_rates):,.0f} "
            f"| {statistics.median(self.floor_rates):,.0f} {self.unit} "
            f"| **{self.median:.2f}** | {min(self.ratios):.2f}–{max(self.ratios):.2f} "
            f"| ≥ {self.wanted:.2f} | {'yes' if self.holds else '**no**'} |"
        )


def timed(work: Callable[[], int]) -> float:
    """How many per second, of a piece of work that returns how many it did.

    As with `timeit`, the garbage collector rests meanwhile: its pauses would fall on either side at random.
    """
    gc.collect()
    gc.disable()
    try:
        start = time.perf_counter()
        done = work()
        return done / (time.perf_counter() - start)
    finally:
        gc.enable()


def compare(
    name: str,
    floor_name: str,
    subject: Work,
    floor: Work,
    *,
    wanted: float,
    unit: str = "/s",
    rounds: int = 7,
) -> Result:
    """Measure subject and floor in turns, the first round thrown away, each round in the other order."""
    result = Result(name, floor_name, wanted, unit)
    subject()
    floor()
    for number in range(rounds):
        if number % 2:
            floor_rate, subject_rate = floor(), subject()
        else:
            subject_rate, floor_rate = subject(), floor()
        result.subject_rates.append(subject_rate)
        result.floor_rates.append(floor_rate)
    return result


def machine(database: str) -> str:
    """What was measured on: no names, no places."""
    model = platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            line.partition(":")[2].strip() for line in info.read_text().splitlines() if "model name" in line
        ]
        model = names[0] if names and names[0] != "unknown" else model
    system = f"{platform.system()}, Python {platform.python_version()}"
    return f"{model}, {os.cpu_count()} cores, {system}, {database}"


def table(results: Iterable[Result]) -> str:
    head = "| what | floor | median | floor's median | ratio | range | asked | holds |"
    return "\n".join([head, "|---|---|---|---|---|---|---|---|", *(result.row() for result in results)])


def report(title: str, results: list[Result], database: str, notes: str = "") -> str:
    """The section of docs/benchmarks.md."""
    day = datetime.now(UTC).date().isoformat()
    return f"## {title}\n\n{day}, {machine(database)}.\n\n{table(results)}\n\n{notes}".rstrip() + "\n"


def write_section(path: Path, title: str, text: str) -> None:
    """Put a section in its place in the page, leaving the others as they are."""
    head = "# Benchmarks\n\nWritten by `make bench`: ratios to a floor that is measured in the same run.\n"
    page = path.read_text() if path.exists() else head
    start = page.find(f"## {title}\n")
    if start >= 0:
        end = page.find("\n## ", start)
        rest = page[end + 1 :] if end >= 0 else ""
        page = page[:start] + text + ("\n" + rest if rest else "")
    else:
        page = page.rstrip("\n") + "\n\n" + text
    path.write_text(page)
