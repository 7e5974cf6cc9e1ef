"""Settings files: an office's own, and the examples that come with the product (`fund/examples`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from common.errors import DomainError
from common.yaml_text import YamlFault, read_yaml
from fund.policy.editions import edition_of

EXAMPLES = Path(__file__).parent / "examples"
MOST_BYTES = 1_000_000


class NoSuchFile(DomainError):
    """Neither a file nor the name of an example."""

    code = "fund.no_such_file"
    status = 422
    ja = "「{name}」というファイルも見本もありません。見本: {examples}"
    en = "“{name}” is neither a file nor an example. Examples: {examples}"


class UnreadableFile(DomainError):
    """The text of a settings file cannot be read; `line` counts from 1."""

    code = "fund.unreadable_file"
    status = 422
    ja = "{line}行目: {why_ja}"
    en = "Line {line}: {why_en}"


def examples() -> list[str]:
    """The names of the examples, in order."""
    return sorted(path.stem for path in EXAMPLES.glob("*.yaml"))


def read_text(text: str, edition: str = "") -> dict[str, Any]:
    """A document from its text, as its `edition` has it. Raises UnreadableFile, FieldErrors."""
    try:
        data = read_yaml(text)
    except YamlFault as fault:
        raise UnreadableFile(line=fault.line, why_ja=fault.ja, why_en=fault.en) from None
    if not isinstance(data, dict):
        raise UnreadableFile(line=1, why_ja="設定の表(オブジェクト)が必要です。", why_en="A table is needed.")
    return edition_of(data, edition) if edition else data


def read_example(name: str, edition: str = "") -> dict[str, Any]:
    """The document of an example; no other file is looked at. Raises NoSuchFile, FieldErrors."""
    if name not in examples():
        raise NoSuchFile(name=name, examples="、".join(examples()))
    return read_text((EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8"), edition)


def read_file(name: str, edition: str = "") -> dict[str, Any]:
    """A document from a file, or from the example of that name.

    Raises NoSuchFile, UnreadableFile, FieldErrors.
    """
    if name in examples():
        return read_example(name, edition)
    path = Path(name)
    if not path.is_file() or path.stat().st_size > MOST_BYTES:
        raise NoSuchFile(name=name, examples="、".join(examples()))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFile(
            line=1, why_ja="UTF-8で保存してください。", why_en="Save the file as UTF-8."
        ) from None
    return read_text(text, edition)
