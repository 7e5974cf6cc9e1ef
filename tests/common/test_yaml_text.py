"""YAML as people write it: plain values, and a line for whatever is refused."""

from __future__ import annotations

import pytest

from common.yaml_text import YamlFault, read_yaml


def test_days_codes_and_texts_stay_as_written() -> None:
    text = (
        "day: 2026-05-16\ncode: 0123\non: yes\nrate: '2/3'\nyen: 100000\nfine: true\nnone: null\nhalf: 0.5\n"
    )
    assert read_yaml(text) == {
        "day": "2026-05-16",
        "code": "0123",
        "on": "yes",
        "rate": "2/3",
        "yen": 100_000,
        "fine": True,
        "none": None,
        "half": 0.5,
    }


def test_a_time_of_day_is_no_number() -> None:
    """YAML 1.1 counts 12:30 and 1:30.5 in sixties; people mean a time."""
    assert read_yaml("opens: 12:30\nlap: 1:30.5\nhex: 0x10\n") == {
        "opens": "12:30",
        "lap": "1:30.5",
        "hex": "0x10",
    }


def test_lists_and_tables_nest() -> None:
    assert read_yaml("- {a: [1, 2]}\n- b:\n  - c\n") == [{"a": [1, 2]}, {"b": ["c"]}]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: &x 2\n", 2),
        ("a: *x\n", 1),
        ("a: !!python/object:os.system x\n", 1),
        ("a: 1\nb: 2\na: 3\n", 3),
        ("a: [1\nb: 2\n", 2),
        ("", 1),
        ("a: \x00", 1),
        ("[" * 40 + "]" * 40, 1),
        ("? [1]\n: 2\n", 1),
        ("a: 1\nb: " + "9" * 5000, 2),
    ],
)
def test_what_could_do_harm_or_hide_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(YamlFault) as refused:
        read_yaml(text)
    assert refused.value.line == line
    assert refused.value.ja
    assert refused.value.en
