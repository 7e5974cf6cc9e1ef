"""What the database itself refuses, on either engine (besides `common.guards.append_only`).

- An entry row is accepted only when its lines balance, are two at least, stand on accounts of its own
  book, and the book is open. From then on the entry is shut: no further line.
- Of a lot only `left` may change.

A later migration that makes Django rebuild one of these tables on SQLite drops its triggers there and
must run `install()` again; `check_ledger` reports a missing one.
"""

# ruff: noqa: S608 - only this module's own texts go into statements; values travel as parameters

from __future__ import annotations

from typing import Any

from django.db.migrations import RunPython

APPEND_ONLY = (
    "ledger_journalentry",
    "ledger_journalline",
    "ledger_allocation",
    "ledger_seal",
    "ledger_sealedentry",
)
OWN = ("ledger_entry_shut", "ledger_line_late", "ledger_lot_kept", "ledger_lot_stays")

UNBALANCED = "ledger: unbalanced entry"
CLOSED_BOOK = "ledger: closed book"
ONE_BOOK = "ledger: one book at a time"
LATE_LINE = "ledger: late line"
LOT_KEPT = "ledger: only what is left of a lot may change"

_KEPT = "id, book_id, sub_fund, received_on, is_opening, amount, source, origin_id, entry_id"

SQLITE = [
    f"""CREATE TRIGGER ledger_entry_shut BEFORE INSERT ON ledger_journalentry BEGIN
    SELECT RAISE(ABORT, '{UNBALANCED}') WHERE (
        SELECT COUNT(*) < 2 OR SUM(CASE l.side WHEN 'D' THEN l.amount ELSE -l.amount END) <> 0
            OR MIN(a.book_id) <> NEW.book_id OR MAX(a.book_id) <> NEW.book_id
        FROM ledger_journalline l JOIN ledger_account a ON a.id = l.account_id
        WHERE l.entry_id = NEW.id);
    SELECT RAISE(ABORT, '{CLOSED_BOOK}') WHERE NOT EXISTS (
        SELECT 1 FROM ledger_book WHERE id = NEW.book_id AND state = 'open'); END""",
    f"""CREATE TRIGGER ledger_line_late BEFORE INSERT ON ledger_journalline
    WHEN EXISTS (SELECT 1 FROM ledger_journalentry WHERE id = NEW.entry_id)
    BEGIN SELECT RAISE(ABORT, '{LATE_LINE}'); END""",
    f"""CREATE TRIGGER ledger_lot_kept BEFORE UPDATE OF {_KEPT} ON ledger_lot
    BEGIN SELECT RAISE(ABORT, '{LOT_KEPT}'); END""",
    f"""CREATE TRIGGER ledger_lot_stays BEFORE DELETE ON ledger_lot
    BEGIN SELECT RAISE(ABORT, '{LOT_KEPT}'); END""",
]

_REFUSE = "RAISE EXCEPTION '{}' USING ERRCODE = 'integrity_constraint_violation'"

# Once per statement and by an array of ids: a thousand entries are proved in one go, and unlike a join with
# the new rows the plan stays on the index, however the tables grow.
POSTGRESQL = [
    # KEY SHARE on the book: closing a year takes the row FOR UPDATE, so none slips in behind it.
    f"""CREATE OR REPLACE FUNCTION ledger_entry_shut() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE ids uuid[]; books bigint[]; sound bigint;
    BEGIN
        SELECT array_agg(id), array_agg(DISTINCT book_id) INTO ids, books FROM new_entries;
        IF ids IS NULL THEN RETURN NULL; END IF;
        IF cardinality(books) > 1 THEN {_REFUSE.format(ONE_BOOK)}; END IF;
        SELECT COUNT(*) INTO sound FROM (
            SELECT 1 FROM ledger_journalline l JOIN ledger_account a ON a.id = l.account_id
            WHERE l.entry_id = ANY (ids) GROUP BY l.entry_id
            HAVING COUNT(*) > 1 AND SUM(CASE l.side WHEN 'D' THEN l.amount ELSE -l.amount END) = 0
                AND MIN(a.book_id) = books[1] AND MAX(a.book_id) = books[1]) balanced;
        IF sound <> cardinality(ids) THEN {_REFUSE.format(UNBALANCED)}; END IF;
        PERFORM 1 FROM ledger_book WHERE id = books[1] AND state = 'open' FOR KEY SHARE;
        IF NOT FOUND THEN {_REFUSE.format(CLOSED_BOOK)}; END IF;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER ledger_entry_shut AFTER INSERT ON ledger_journalentry
    REFERENCING NEW TABLE AS new_entries FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_shut()""",
    f"""CREATE OR REPLACE FUNCTION ledger_line_late() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE entries uuid[];
    BEGIN
        SELECT array_agg(DISTINCT entry_id) INTO entries FROM new_lines;
        IF EXISTS (SELECT 1 FROM ledger_journalentry WHERE id = ANY (entries)) THEN
            {_REFUSE.format(LATE_LINE)};
        END IF;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER ledger_line_late AFTER INSERT ON ledger_journalline
    REFERENCING NEW TABLE AS new_lines FOR EACH STATEMENT EXECUTE FUNCTION ledger_line_late()""",
    f"""CREATE OR REPLACE FUNCTION ledger_lot_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN {_REFUSE.format(LOT_KEPT)}; END $$""",
    f"""CREATE TRIGGER ledger_lot_kept BEFORE UPDATE OF {_KEPT} ON ledger_lot
    FOR EACH ROW EXECUTE FUNCTION ledger_lot_refuse()""",
    """CREATE TRIGGER ledger_lot_stays BEFORE DELETE ON ledger_lot
    FOR EACH ROW EXECUTE FUNCTION ledger_lot_refuse()""",
    """CREATE TRIGGER ledger_lot_no_truncate BEFORE TRUNCATE ON ledger_lot
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_lot_refuse()""",
]

_TABLE = {
    "ledger_entry_shut": "ledger_journalentry",
    "ledger_line_late": "ledger_journalline",
    "ledger_lot_kept": "ledger_lot",
    "ledger_lot_stays": "ledger_lot",
    "ledger_lot_no_truncate": "ledger_lot",
}


def install() -> RunPython:
    """The migration operation that puts the ledger's own triggers in place."""

    def forwards(apps: Any, schema_editor: Any) -> None:
        for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
            schema_editor.execute(statement)

    def backwards(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "sqlite":
            for name in OWN:
                schema_editor.execute(f"DROP TRIGGER {name}")
            return
        for name, table in _TABLE.items():
            schema_editor.execute(f"DROP TRIGGER {name} ON {table}")
        for function in ("ledger_entry_shut", "ledger_line_late", "ledger_lot_refuse"):
            schema_editor.execute(f"DROP FUNCTION {function}")

    return RunPython(forwards, backwards)
