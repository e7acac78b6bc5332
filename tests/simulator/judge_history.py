"""What later versions did to earlier ones, read from the files version by version: defects, and rewritten facts."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from judge_by_hand import SOURCE_ZONE, Entry, Organisation, copies, excuse, instant, moment, timing, values
from simulated_company import Row, Simulated, event_column

AMOUNTS = {"opportunities": "amount", "order_lines": "line_amount", "expenses": "amount"}
# Kind, entity, record, extracts before and after, by whom, whether in a later month than the event.
Finding = tuple[str, str, str, str, str, str | None, bool]


@dataclass(frozen=True)
class Episode:
    """One defect from the extract that shows it first to the one that shows it repaired."""

    rule: str
    entity: str
    record: str
    number: int
    opened_on: str
    repaired_on: str | None = None
    repaired_by: str | None = None
    is_in_grace: bool | None = None


class History:
    """All versions of a company's records, with what was wrong in each."""

    def __init__(self, company: Simulated, entries: dict[tuple[str, str], Entry]) -> None:
        """Judge every version once."""
        self.company = company
        self.entries = entries
        self.organisation = Organisation(company)
        self._shared = self._shared_phones()

    def _shared_phones(self) -> dict[str, set[str]]:
        """By extract date: contacts whose phone number an earlier contact had by then."""
        return {date: set(copies(self.state("contacts", date), self.entries)) for date in self.company.dates}

    def state(self, entity: str, date: str) -> dict[str, Row]:
        """The latest versions up to an extract."""
        versions = self.company.versions[entity]
        known = {record: [row for day, row in rows if day <= date] for record, rows in versions.items()}
        return {record: rows[-1] for record, rows in known.items() if rows}

    def broken(self, entity: str, record: str, date: str, row: Row) -> set[str]:
        """The rules that a version breaks."""
        return self.gaps(entity, record, date, row) | set(timing(self.entries[entity, record]))

    def gaps(self, entity: str, record: str, date: str, row: Row) -> set[str]:
        """Those of them that a later version can satisfy."""
        found = set(values(entity, row, self.entries[entity, record]))
        if entity == "contacts" and record in self._shared[date]:
            found.add("contact.phone_unique")
        return found

    def episodes(self) -> Iterator[Episode]:
        for entity, records in self.company.versions.items():
            for record, versions in records.items():
                judged = [(date, row, self.broken(entity, record, date, row)) for date, row in versions]
                for rule in set().union(*(broken for *_, broken in judged)):
                    yield from self._episodes(rule, entity, record, judged)

    def _episodes(
        self, rule: str, entity: str, record: str, judged: list[tuple[str, Row, set[str]]]
    ) -> Iterator[Episode]:
        opened, number = None, 1
        for date, row, broken in judged:
            if rule in broken:
                opened = opened or date
            elif opened:
                person = self.entries[entity, record].accountable
                end = self.grace_end(person, opened)
                made_up_for = date == excuse(self.company, end.astimezone(SOURCE_ZONE))
                in_time = made_up_for or self.changed_at(date, row) <= end
                yield Episode(rule, entity, record, number, opened, date, row["updated_by_id"] or None, in_time)
                opened, number = None, number + 1
        if opened:
            yield Episode(rule, entity, record, number, opened)

    def changed_at(self, date: str, row: Row) -> dt.datetime:
        """What the version says, but neither before the extract that did not show it nor after its own."""
        before = moment(self.company.cutoffs[self.company.dates[self.company.dates.index(date) - 1]])
        said = instant(row["updated_at"]) or before
        return min(max(said, before), moment(self.company.cutoffs[date]))

    def grace_end(self, person: str | None, opened: str) -> dt.datetime:
        """09:30 of the person's second working day after the extract that shows a defect."""
        day = dt.date.fromisoformat(opened)
        return self.organisation.due(person, self.organisation.next_working_day(person, day))

    def findings(self) -> Iterator[Finding]:
        dates = self.company.dates
        for entity, records in self.company.versions.items():
            for record, versions in records.items():
                first, row = versions[0]
                entry = self.entries[entity, record]
                month = f"{entry.event_date:%Y-%m}"
                if entry.status == "backdated":
                    by = row["entered_by_id"] or None
                    yield "backdated", entity, record, dates[dates.index(first) - 1], first, by, first[:7] > month
                for (before, old), (after, new) in pairwise(versions):
                    changed_at = self.changed_at(after, new).astimezone(self.organisation.zone(entry.accountable))
                    by, is_later = new["updated_by_id"] or None, f"{changed_at:%Y-%m}" > month
                    for kind in self._rewritten(entity, record, (before, old), (after, new)):
                        yield kind, entity, record, before, after, by, is_later

    def _rewritten(self, entity: str, record: str, before: tuple[str, Row], after: tuple[str, Row]) -> Iterator[str]:
        (date, old), (now, new) = before, after
        event = event_column(entity)
        if old[event] != new[event]:
            yield "event_changed"
        if old["owner_id"] != new["owner_id"]:
            yield "owner_changed"
        amount = AMOUNTS.get(entity)
        if amount and old[amount] != new[amount] and old.get("stage", "won") == "won":
            yield "amount_changed"
        if entity == "opportunities" and old["stage"] in ("won", "lost") and old["stage"] != new["stage"]:
            steps = self.state("opportunity_stage_changes", now).values()
            if not any((step["opportunity_id"], step["from_stage"]) == (record, old["stage"]) for step in steps):
                yield "stage_changed"
        if (old["is_deleted"], new["is_deleted"]) == ("true", "false"):
            yield "vanished_and_returned"
        if (old["is_deleted"], new["is_deleted"]) == ("false", "true") and self.gaps(entity, record, date, old):
            yield "deleted_while_defective"
