"""A YAML file as records, every value with its line. Nothing in it is ever executed or expanded.

PyYAML's nodes are read, not its objects: codes keep their leading zeros, rates stay exact, `on` stays
a key, and a key written twice can be seen. Anchors, aliases and tags are refused.
"""

from __future__ import annotations

import yaml

from intake.cases.faults import Fault, Place, fault_at, printable
from intake.cases.records import Cell, Field, Record, Schema, read_cell

DEEPEST = 20
NULL = "tag:yaml.org,2002:null"


def read_table_file(file: str, text: str, schema: Schema, faults: list[Fault]) -> Record | None:
    """A file whose top is one table. None when it cannot be read; its faults are added."""
    node = _compose(file, text, faults)
    return None if node is None else _table(node, schema, file, "", faults)


def read_list_file(file: str, text: str, schema: Schema, faults: list[Fault]) -> list[Record] | None:
    """A file whose top is a list of tables; paths begin with the file's own name (`applications[0]`)."""
    node = _compose(file, text, faults)
    if node is None:
        return None
    cell = _list(node, Field("", rows=schema), Place(file, _line(node), file.partition(".")[0]), faults)
    if cell.broken:
        return None
    return [item for item in cell.value if isinstance(item, Record)]


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _compose(file: str, text: str, faults: list[Fault]) -> yaml.Node | None:
    try:
        if not _harmless(file, text, faults):
            return None
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        row = mark.line + 1 if mark else None
        faults.append(fault_at(Place(file, row), "not_yaml", problem=printable(error.problem or "")))
        return None
    except yaml.reader.ReaderError as error:
        row = text.count("\n", 0, error.position) + 1
        faults.append(fault_at(Place(file, row), "not_yaml", problem=printable(error.reason)))
        return None
    except (ValueError, OverflowError):  # PyYAML lets chr() fail on an escape beyond Unicode
        faults.append(fault_at(Place(file), "not_yaml", problem="\\U…"))
        return None
    if node is None:
        faults.append(fault_at(Place(file), "file_empty"))
    return node


def _harmless(file: str, text: str, faults: list[Fault]) -> bool:
    """Look at the bare events first: composing nested or self-referring input could exhaust memory."""
    depth = 0
    fine = True
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        place = Place(file, event.start_mark.line + 1 if event.start_mark else None)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            faults.append(fault_at(place, "yaml_alias"))
            fine = False
        if tag := getattr(event, "tag", None):
            faults.append(fault_at(place, "yaml_tag", tag=printable(tag)))
            fine = False
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            faults.append(fault_at(place, "yaml_too_deep"))
            return False
    return fine


def _table(node: yaml.Node, schema: Schema, file: str, path: str, faults: list[Fault]) -> Record | None:
    place = Place(file, _line(node), path)
    if not isinstance(node, yaml.MappingNode):
        faults.append(fault_at(place, "wrong_shape", expected="項目の表", expected_en="a table of settings"))
        return None
    found = _pairs(node, schema, file, path, faults)
    record = Record(schema, place)
    for item in schema.fields:
        column = f"{path}.{item.name}" if path else item.name
        if item.name in found:
            value = found[item.name]
            record.cells[item.name] = _value(value, item, Place(file, _line(value), column), faults)
            continue
        if item.required:
            faults.append(fault_at(Place(file, place.row, column), "missing_key", name=item.name))
        record.cells[item.name] = Cell(item.default, Place(file, place.row, column), broken=item.required)
    return record


def _pairs(
    node: yaml.MappingNode, schema: Schema, file: str, path: str, faults: list[Fault]
) -> dict[str, yaml.Node]:
    """The table's keys, the first where one is written twice; keys nobody reads are faults."""
    found: dict[str, yaml.Node] = {}
    lines: dict[str, int] = {}
    for key, value in node.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else "?"
        place = Place(file, _line(key), f"{path}.{name}" if path else name)
        if name in lines:
            faults.append(fault_at(place, "duplicate_key", name=name, first=lines[name]))
            continue
        lines[name] = _line(key)
        if name in schema.names:
            found[name] = value
        else:
            faults.append(fault_at(place, "unknown_key", name=name))
    return found


def _value(node: yaml.Node, item: Field, place: Place, faults: list[Fault]) -> Cell:
    if item.read is None and node.tag == NULL:
        if item.nullable:
            return Cell(item.default, place)
        faults.append(fault_at(place, "empty"))
        return Cell(None, place, broken=True)
    if item.table is not None:
        record = _table(node, item.table, place.file, place.column, faults)
        return Cell(record, place, broken=record is None)
    if item.rows is not None or item.items is not None:
        return _list(node, item, place, faults)
    return _scalar(node, item, place, faults)


def _scalar(node: yaml.Node, item: Field, place: Place, faults: list[Fault]) -> Cell:
    if not isinstance(node, yaml.ScalarNode):
        faults.append(fault_at(place, "wrong_shape", expected="一つの値", expected_en="one value"))
        return Cell(None, place, broken=True)
    return read_cell(None if node.tag == NULL else node.value, item, place, faults)


def _list(node: yaml.Node, item: Field, place: Place, faults: list[Fault]) -> Cell:
    if not isinstance(node, yaml.SequenceNode):
        faults.append(fault_at(place, "wrong_shape", expected="一覧(- で始まる行)", expected_en="a list"))
        return Cell(None, place, broken=True)
    values: list[Record | Cell | None] = []
    for i, child in enumerate(node.value):
        column = f"{place.column}[{i}]"
        if item.rows is not None:
            values.append(_table(child, item.rows, place.file, column, faults))
        else:
            single = Field(item.name, item.items)
            values.append(_scalar(child, single, Place(place.file, _line(child), column), faults))
    return Cell(values, place)
