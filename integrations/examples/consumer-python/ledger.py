"""What we made of the events, and how far we are with each (source, key).

Both are in one SQLite file and move in one transaction, so whatever Kafka delivers again takes effect once.
"""

import json
import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from jsonschema import Draft202012Validator

TABLES = """
create table if not exists position (source text, key text, sequence integer, primary key (source, key));
create table if not exists held (source text, key text, sequence integer, message text,
                                 primary key (source, key, sequence));
create table if not exists refused (source text, key text, sequence integer, reason text);
create table if not exists won_deal (deal_id text primary key, amount real, closed_at text);
create table if not exists approval (action_id text primary key, approved_by text, approved_at text);
"""
NEEDED = ("ce_id", "ce_type", "ce_source", "ce_subject", "ce_time", "ce_company", "ce_sequence")


@dataclass(frozen=True)
class Message:
    """A message as it came off Kafka, decoded to text."""

    headers: dict[str, str]
    value: str


@dataclass(frozen=True)
class Event:
    type: str
    version: int
    source: str
    key: str
    sequence: int
    occurred_at: str
    data: dict


class Contracts:
    """The JSON Schemas of every event, read from the folder `contracts/schemas`."""

    def __init__(self, folder: Path) -> None:
        self._validators = {
            path.name.removesuffix(".json"): Draft202012Validator(json.loads(path.read_text()))
            for path in folder.glob("*.json")
        }

    def knows(self, name: str) -> bool:
        return name in self._validators

    def knows_type(self, event_type: str) -> bool:
        return any(name.startswith(f"{event_type}.v") for name in self._validators)

    def problems(self, name: str, data: object) -> list[str]:
        """What is wrong with the data, field by field. A field that was added later is no problem."""
        errors = self._validators[name].iter_errors(data)
        return [f"{'.'.join(map(str, error.absolute_path)) or 'data'}: {error.message}" for error in errors]


class Ledger:
    def __init__(self, file: str, contracts: Contracts) -> None:
        self._contracts = contracts
        self._db = sqlite3.connect(file, isolation_level=None)
        self._db.execute("pragma journal_mode = wal")
        self._db.executescript(TABLES)

    def take(self, message: Message) -> str:
        """Takes a message in: `handled`, `duplicate`, `held` or `refused`. All of it is stored, or nothing."""
        self._db.execute("begin immediate")
        try:
            outcome = self._in_turn(message)
            self._db.execute("commit")
            return outcome
        except BaseException:
            self._db.execute("rollback")
            raise

    def gaps(self) -> list[tuple[str, str, int, int]]:
        """(source, key, last handled, next held): something between the two is missing."""
        return self._db.execute(
            """select h.source, h.key, coalesce(p.sequence, 0), min(h.sequence)
               from held h left join position p on p.source = h.source and p.key = h.key group by 1, 2, 3"""
        ).fetchall()

    def _in_turn(self, message: Message) -> str:
        headers = message.headers
        missing = [name for name in NEEDED if not headers.get(name)]
        named = re.fullmatch(r"(.+)\.v([1-9][0-9]*)", headers.get("ce_type", ""))
        if missing or not named or not re.fullmatch(r"[1-9][0-9]*", headers["ce_sequence"]):
            self._refuse("unreadable", "", 0, f"not a CloudEvent of the sales agent, missing: {missing}")
            return "refused"
        source, key, sequence = headers["ce_source"], headers["ce_subject"], int(headers["ce_sequence"])
        last = self._last(source, key)
        if sequence <= last:
            return "duplicate"
        if sequence > last + 1:
            self._db.execute(
                "insert or ignore into held values (?, ?, ?, ?)",
                (source, key, sequence, json.dumps([headers, message.value])),
            )
            return "held"
        event_type, version = named.group(1), int(named.group(2))
        reason = self._handle(event_type, version, source, key, sequence, message)
        if reason:
            self._refuse(source, key, sequence, reason)
        self._db.execute("insert or replace into position values (?, ?, ?)", (source, key, sequence))
        self._release(source, key, sequence + 1)
        return "refused" if reason else "handled"

    def _handle(self, event_type: str, version: int, source: str, key: str, sequence: int, message: Message) -> str | None:
        """Applies the event. Returns why not, if it cannot; a type we do not know is none of our business."""
        name = f"{event_type}.v{version}"
        if not self._contracts.knows(name):
            return f"{name} is newer than our contracts" if self._contracts.knows_type(event_type) else None
        try:
            data = json.loads(message.value)
        except ValueError as error:
            return f"{name}: the value is not JSON ({error})"
        problems = self._contracts.problems(name, data)
        if problems:
            return f"{name}: {'; '.join(problems)}"
        self._apply(Event(event_type, version, source, key, sequence, message.headers["ce_time"], data))
        return None

    def _apply(self, event: Event) -> None:
        data = event.data
        if event.type == "OpportunityWon":
            fields = data["set"]
            self._db.execute(
                "insert or replace into won_deal values (?, ?, ?)",
                (data["recordId"], fields.get("amount"), fields.get("closedAt") or event.occurred_at),
            )
        elif event.type == "OpportunityReopened":
            self._db.execute("delete from won_deal where deal_id = ?", (data["recordId"],))
        elif event.type == "ActionApproved":
            self._db.execute(
                "insert or replace into approval values (?, ?, ?)", (data["actionId"], data["by"], event.occurred_at)
            )

    def _release(self, source: str, key: str, sequence: int) -> None:
        """Goes on with what was held behind the event that has come now."""
        place = (source, key, sequence)
        row = self._db.execute(
            "select message from held where source = ? and key = ? and sequence = ?", place
        ).fetchone()
        if row:
            self._db.execute("delete from held where source = ? and key = ? and sequence = ?", place)
            headers, value = json.loads(row[0])
            self._in_turn(Message(headers, value))

    def _last(self, source: str, key: str) -> int:
        row = self._db.execute("select sequence from position where source = ? and key = ?", (source, key)).fetchone()
        return row[0] if row else 0

    def _refuse(self, source: str, key: str, sequence: int, reason: str) -> None:
        self._db.execute("insert into refused values (?, ?, ?, ?)", (source, key, sequence, reason))
