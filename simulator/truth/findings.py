"""What later extracts rewrote, each with the two extracts that prove it: the last before it and the first after it.

backdated              Entered, by its own account, before an extract that did not hold it.
event_changed          Another event time than in the version before, by however little.
owner_changed          Another owner than in the version before.
amount_changed         Another amount than in the version before, which was won; of an order line any other amount.
stage_changed          No longer won or lost as in the version before, and no extract up to this one holds a change
                       of this opportunity's stage that leaves the earlier stage.
vanished_and_returned  Deleted in the version before.
deleted_while_defective  Deleted, and in the version before at least one rule failed that a repair could have satisfied.

Each was made when the record says, as far as the two extracts around it allow that; an entry that is backdated, on the
day of its extract.
"""

import numpy as np

from simulator.draws.arrays import NOBODY, Flags, Ints
from simulator.entities.stages import LEFT, WON
from simulator.mistakes.history import Step
from simulator.mistakes.records import Records
from simulator.mistakes.verdict import BACKDATED

Found = tuple[str, Ints, Ints, Ints, Ints, Ints]  # kind, rows, extracts before and after, day, who did it


class Findings:
    """Collects the findings of one entity while its extracts go by."""

    def __init__(self, records: Records) -> None:
        """Start with what was entered with a false date."""
        entries = records.entries
        self._records, self._clock = records, records.world.clock
        rows = np.flatnonzero(records.verdict.status == BACKDATED)
        first = entries.first_extract[rows]
        days = self._clock.extract_days[first]
        self.found: list[Found] = [("backdated", rows, first - 1, first, days, entries.enterer[rows])]

    def look(self, step: Step) -> None:
        """Compare an extract with what was said before."""
        now = {name: step.columns[name][step.again] for name in self._records.watched}
        before, event = step.before, self._records.event_column
        found: dict[str, Flags] = {
            "event_changed": before[event] != now[event],
            "owner_changed": before["owner_id"] != now["owner_id"],
            "vanished_and_returned": (before["is_deleted"] == 1) & (now["is_deleted"] == 0),
            "deleted_while_defective": (before["is_deleted"] == 0) & (now["is_deleted"] == 1) & self._failed(step),
        }
        for amount in {"line_amount", "amount"} & {*now}:
            found["amount_changed"] = before[amount] != now[amount]
        if "stage" in now and "amount" in now:
            found["amount_changed"] = (before["amount"] != now["amount"]) & (before["stage"] == WON)
            found["stage_changed"] = (before["stage"] != now["stage"]) & self._unexplained(step)
        for kind, those in found.items():
            rows = step.again[those]
            extracts = step.shown[those], np.full(len(rows), step.extract)
            self.found.append((kind, rows, *extracts, self._made_on(step, rows), step.columns["updated_by_id"][rows]))

    def _made_on(self, step: Step, rows: Ints) -> Ints:
        """Local day on which each of the rows was changed."""
        bounds = self._clock.cutoffs[[max(step.extract - 1, 0), step.extract]]
        zones = self._records.world.company.zone[self._records.verdict.accountable[rows]]
        return self._clock.local_day(np.clip(step.columns["updated_at"][rows], *bounds), zones)

    def _unexplained(self, step: Step) -> Flags:
        """Whether the stage before was won or lost, and no delivered stage change leaves it."""
        stage = step.before["stage"]
        unexplained = np.zeros(len(stage), dtype=bool)
        for closed, left in LEFT.items():
            unexplained |= (stage == closed) & (self._records.hidden[left][step.again] > step.extract)
        return unexplained

    def _failed(self, step: Step) -> Flags:
        """Whether the version before broke a rule that a repair could have satisfied."""
        failed = np.zeros(len(step.again), dtype=bool)
        leaving = step.again[step.columns["is_deleted"][step.again] == 1]
        if not len(leaving):
            return failed
        shown = np.full(len(self._records), NOBODY)
        shown[step.again] = step.shown
        for booked in [one for one in self._records.ledger if not one.is_final]:
            rows = booked.mistakes.rows
            is_open = (booked.opened <= shown[rows]) & ((booked.repaired < 0) | (booked.repaired > shown[rows]))
            failed |= np.isin(step.again, rows[is_open])
        return failed
