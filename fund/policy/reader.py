"""JSON (or YAML) to frozen settings, driven by the dataclasses themselves: nothing is read by hand."""

from __future__ import annotations

import difflib
import re
import typing
from collections.abc import Callable, Hashable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, time
from fractions import Fraction
from functools import cache
from types import UnionType
from typing import Any, cast
from zoneinfo import ZoneInfo

from fund.policy.conditions import Comparison, Condition
from fund.policy.findings import Finding
from fund.policy.formulas import NAMES, Times, exact, read_formula
from fund.policy.vocabulary import CHOICES, LISTED, RESERVED, SIZES

JST = ZoneInfo("Asia/Tokyo")
DEEPEST = 6
# Yen, counts and years alike: what every table can hold and every sum of them too.
MOST = 10**12
# Years between which every spacing of dates can be worked out, and every era be told.
EARLIEST, LATEST = 1900, 9000
# No database keeps these in a text.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
OPERATORS = ("=", "!=", ">=", ">", "<=", "<", "in", "not_in")


class _Unreadable(Exception):
    """A value that is none of its kind; `name` is the sentence."""

    def __init__(self, name: str, pointer: str = "", /, **extra: Any) -> None:
        super().__init__(name)
        self.name, self.pointer, self.extra = name, pointer, extra


class Reader:
    """Reads one document and gathers every finding with the pointer of its setting."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def add(self, pointer: str, name: str, /, **extra: Any) -> None:
        self.findings.append(Finding(pointer, name, extra))

    def read(self, kind: type[Any], data: Any, pointer: str = "") -> Any:
        """One settings object of dataclass `kind`; None when it cannot be read."""
        if not isinstance(data, dict):
            self.add(pointer, "not_a_table")
            return None
        known: dict[str, Any] = _types_of(cast(Hashable, kind))
        for key in data.keys() - known.keys():
            close = difflib.get_close_matches(str(key), known, 1)
            self.add(
                f"{pointer}/{key}",
                "unknown_setting",
                hint_ja=f"「{close[0]}」のことでしたら書き直してください。" if close else "",
                hint_en=f" Did you mean “{close[0]}”?" if close else "",
            )
        values, broken = {}, False
        for item in fields(kind):
            place = f"{pointer}/{item.name}"
            if item.name in data:
                before = len(self.findings)
                value = self._value(kind, item.name, known[item.name], data[item.name], place)
                if any(found.kind == "unreadable" for found in self.findings[before:]):
                    broken = True
                values[item.name] = value
            elif item.default is MISSING and item.default_factory is MISSING:
                self.add(place, "missing", name=item.name)
                broken = True
        return None if broken else kind(**values)

    def condition(self, data: Any, pointer: str) -> Condition | None:
        """One condition; None when it cannot be read."""
        try:
            return read_condition(data)
        except _Unreadable as why:
            self.add(pointer + why.pointer, why.name, **why.extra)
            return None

    def _value(self, kind: type[Any], name: str, hint: Any, raw: Any, place: str) -> Any:
        try:
            value = self._typed(hint, raw, place)
        except _Unreadable as why:
            self.add(place + why.pointer, why.name, **why.extra)
            return None
        if (kind.__name__, name) in CHOICES and value is not None:
            allowed = CHOICES[kind.__name__, name]
            later = RESERVED.get((kind.__name__, name), {}).get(value)
            if later is not None:
                self.add(place, later)
            elif value not in allowed:
                self.add(place, "choice", choices="、".join(x or "''" for x in allowed))
        if (kind.__name__, name) in LISTED and isinstance(value, tuple):
            allowed = LISTED[kind.__name__, name]
            for i, item in enumerate(value):
                if item not in allowed:
                    self.add(f"{place}/{i}", "choice", choices="、".join(allowed))
        if (kind.__name__, name) in SIZES and value is not None:
            least, most = SIZES[kind.__name__, name]
            size = len(value.strip() and value) if isinstance(value, str) else value
            if not least <= size <= most:
                told = "length" if isinstance(value, str) else "size"
                self.add(place, told, least=least, most=most)
        return value

    def _typed(self, hint: Any, raw: Any, place: str) -> Any:
        if Times in typing.get_args(hint):
            optional = type(None) in typing.get_args(hint)
            return None if raw is None and optional else _formula(raw)
        if isinstance(hint, UnionType):
            options = [option for option in typing.get_args(hint) if option is not type(None)]
            if raw is None:
                return None
            return self._typed(options[0], raw, place)
        if typing.get_origin(hint) is tuple:
            return self._tuple(hint, raw, place)
        if hint is Condition:
            return read_condition(raw)
        if is_dataclass(hint):
            return self.read(hint, raw, place)  # type: ignore[arg-type]
        if typing.get_origin(hint) is typing.Literal:
            return _text(raw)
        return _SCALARS[hint](raw)

    def _tuple(self, hint: Any, raw: Any, place: str) -> tuple[Any, ...]:
        inner = typing.get_args(hint)[0]
        if typing.get_origin(inner) is tuple:
            return _pairs(raw)
        if not isinstance(raw, list | tuple):
            raise _Unreadable("not_a_list")
        result = []
        for i, item in enumerate(raw):
            own = f"{place}/{_named(item, i)}"
            try:
                result.append(self._typed(inner, item, own))
            except _Unreadable as why:
                self.add(f"{own}{why.pointer}", why.name, **why.extra)
        return tuple(result)


def _named(item: Any, place: int) -> str:
    """How a pointer names an item of a list: by its code, by its place where it has none."""
    code = item.get("code") if isinstance(item, dict) else None
    return code if isinstance(code, str) and code else str(place)


@cache
def _types_of(kind: Hashable) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _formula(raw: Any) -> Any:
    try:
        return read_formula(raw)
    except ValueError:
        raise _Unreadable("formula", names="、".join(NAMES)) from None


def read_condition(raw: Any, depth: int = 0, pointer: str = "") -> Condition:
    """A condition from JSON; a condition already read comes back as it is."""
    if isinstance(raw, Condition):
        return raw
    if not isinstance(raw, dict) or depth > DEEPEST:
        raise _Unreadable("condition", pointer)
    for name in ("all", "any"):
        if raw.keys() == {name}:
            parts = raw[name]
            if not isinstance(parts, list | tuple) or not parts:
                raise _Unreadable("not_a_list", f"{pointer}/{name}")
            read = tuple(
                read_condition(part, depth + 1, f"{pointer}/{name}/{i}") for i, part in enumerate(parts)
            )
            return Condition(all=read) if name == "all" else Condition(any=read)
    if raw.keys() == {"not"}:
        return Condition(negated=read_condition(raw["not"], depth + 1, f"{pointer}/not"))
    known = {"fact", "operator", "value", "of", "base_date", "from_next_day"}
    if not {"fact", "operator", "value"} <= raw.keys() or not raw.keys() <= known:
        raise _Unreadable("condition", pointer)
    if raw["operator"] not in OPERATORS:
        raise _Unreadable("choice", f"{pointer}/operator", choices="、".join(OPERATORS))
    value: Any = raw["value"]
    if isinstance(value, list | tuple):
        value = _at(f"{pointer}/value", _texts, value)
    elif not isinstance(value, bool):
        try:
            value = read_formula(value)
        except ValueError:
            if not isinstance(value, str):
                raise _Unreadable("rate", f"{pointer}/value") from None
            value = (value,)
    return Condition(
        compare=Comparison(
            fact=_at(f"{pointer}/fact", _text, raw["fact"]),
            operator=raw["operator"],
            value=value,
            of=_at(f"{pointer}/of", _texts, raw.get("of", ())),
            base_date=_at(f"{pointer}/base_date", _day_text, raw.get("base_date", "")),
            from_next_day=_at(f"{pointer}/from_next_day", _truth, raw.get("from_next_day", False)),
        )
    )


def _at(pointer: str, read: Callable[[Any], Any], value: Any) -> Any:
    """The value as `read` reads it; what is wrong with it is told at `pointer`."""
    try:
        return read(value)
    except _Unreadable as why:
        raise _Unreadable(why.name, pointer, **why.extra) from None


def _rate(value: Any) -> Fraction:
    try:
        return exact(value)
    except ValueError:
        raise _Unreadable("rate") from None


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST:
        raise _Unreadable("whole")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _Unreadable("text")
    if _UNSTORABLE.search(value):
        raise _Unreadable("characters")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    """One text, or a list of them."""
    if isinstance(value, str):
        return (_text(value),)
    if not isinstance(value, list | tuple):
        raise _Unreadable("not_a_list")
    return tuple(_text(item) for item in value)


def _day_text(value: Any) -> str:
    """A day as text, or the name of one (which is checked with the facts)."""
    return value.isoformat() if type(value) is date else _text(value)


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _Unreadable("truth")
    return value


def _day(value: Any) -> date:
    try:
        found = value if type(value) is date else date.fromisoformat(value)
    except (TypeError, ValueError):
        raise _Unreadable("day") from None
    if not EARLIEST <= found.year <= LATEST:
        raise _Unreadable("day")
    return found


def _moment(value: Any) -> datetime:
    try:
        found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise _Unreadable("moment") from None
    if not EARLIEST <= found.year <= LATEST:
        raise _Unreadable("moment")
    return found if found.tzinfo else found.replace(tzinfo=JST)


def read_day_or_moment(value: Any, *, moment: bool) -> date | datetime | None:
    """A day, or where `moment` allows it an aware moment; None for what is neither."""
    try:
        return _day(value)
    except _Unreadable:
        pass
    try:
        return _moment(value) if moment else None
    except _Unreadable:
        return None


def _clock(value: Any) -> time:
    try:
        return value if isinstance(value, time) else time.fromisoformat(value)
    except (TypeError, ValueError):
        raise _Unreadable("clock") from None


def _pairs(value: Any) -> tuple[tuple[str, int], ...]:
    """A table of code and yen, sorted, as hashable pairs."""
    if isinstance(value, list | tuple) and all(isinstance(x, list | tuple) and len(x) == 2 for x in value):
        value = {_text(key): item for key, item in value}
    if not isinstance(value, dict):
        raise _Unreadable("not_a_table")
    return tuple(sorted((_text(key), _whole(item)) for key, item in value.items()))


_SCALARS: dict[Any, Callable[[Any], Any]] = {
    Fraction: _rate,
    int: _whole,
    str: _text,
    bool: _truth,
    date: _day,
    datetime: _moment,
    time: _clock,
}
