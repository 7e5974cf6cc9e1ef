"""YAML that people write, as plain values. Nothing in it is ever executed or expanded.

Anchors, aliases, tags and keys written twice are refused, each with its line. Days and times stay text,
so that what is read does not depend on a library's guess.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

DEEPEST = 30
LONGEST = 40
NULL, TRUTH, NUMBER, REAL = (f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int", "float"))
_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")


class YamlFault(Exception):
    """What is wrong with the text, at which line (from 1)."""

    def __init__(self, line: int, ja: str, en: str) -> None:
        super().__init__(f"{line}: {ja} {en}")
        self.line, self.ja, self.en = line, ja, en


def read_yaml(text: str) -> Any:
    """The document's tables, lists, texts, whole numbers, truths and nulls. A number with a point comes
    as a float, for its reader to refuse. Raises YamlFault."""
    try:
        _require_harmless(text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlFault(
            mark.line + 1 if mark else 1,
            "YAMLとして読めません。字下げと記号を確かめてください。",
            "This is no YAML; please check indents and marks.",
        ) from None
    except (yaml.reader.ReaderError, ValueError, OverflowError):
        raise YamlFault(
            1, "使えない文字が入っています。", "It holds characters that cannot be used."
        ) from None
    if node is None:
        raise YamlFault(1, "ファイルが空です。", "The file is empty.")
    return _plain(node)


def _require_harmless(text: str) -> None:
    """The bare events first: composing nested or self-referring input could exhaust memory."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise YamlFault(
                line, "& や * の参照は使えません。書き写してください。", "Write it out, without & or *."
            )
        if getattr(event, "tag", None):
            raise YamlFault(line, "! で始まる型の指定は使えません。", "Types marked with ! cannot be used.")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise YamlFault(line, "入れ子が深すぎます。", "This is nested too deeply.")


def _plain(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _table(node)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    if node.tag == NULL:
        return None
    if node.tag == TRUTH and node.value.lower() in ("true", "false"):
        return node.value.lower() == "true"
    if node.tag == NUMBER and _WHOLE.fullmatch(node.value):
        return _whole(node)
    if node.tag == REAL and ":" not in node.value:
        return float(node.value.replace("_", "").lower().replace(".inf", "inf").replace(".nan", "nan"))
    return node.value


def _whole(node: yaml.Node) -> int:
    if len(node.value) > LONGEST:
        line = node.start_mark.line + 1
        raise YamlFault(line, "数が長すぎます。", "This number is too long.")
    return int(node.value)


def _table(node: yaml.MappingNode) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise YamlFault(
                line, "項目の名前は文字で書いてください。", "Write the name of a setting as text."
            )
        if key.value in table:
            raise YamlFault(
                line, f"「{key.value}」が二度書かれています。", f"“{key.value}” is written twice."
            )
        table[key.value] = _plain(value)
    return table
