"""The records of one entity as columns: first versions, later changes, and the mistakes in them.

What the columns mean belongs to the modules of the entities, how they are written to `rendering`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from simulator.company.world import World
from simulator.draws.arrays import DAY, MINUTE, NOBODY, UNKNOWN, Flags, Ints, absent, between
from simulator.mistakes.entry import BACKDATED, CLEAN, KINDS, MINUTES_BEFORE, Entries
from simulator.mistakes.planting import Booked, Mistakes, plant
from simulator.mistakes.verdict import BACKDATED as IS_BACKDATED
from simulator.mistakes.verdict import Verdict, accountable, judge

REPAIRED_SHARE = 0.35
REPAIRED_BY_OWNER_SHARE = 0.1
WITHIN_GRACE_SHARE = 0.45
EDGE_SHARE = 0.1  # of repairs, at the end of the grace or a minute off it
UNDONE_SHARE = 0.1  # of repairs
DELETED_SHARE = 0.004  # of records; of faulty ones three times as many
RETURNED_SHARE = 0.3

# How people write "nothing". Code -1 is null, -2 the first of these, and so on down.
BLANKS = (
    *("", "  ", "\u3000\u3000", "\u00a0"),
    *("无", "没有", "未知", "不详", "暂无", "测试", "N/A", "NA", "n/a", "none", "null", "nil", "test", "xxx"),
    *("-", "--", ".", "?", "0", "unknown", "TBD"),
)
FIRST_PLACEHOLDER = 4
BLANK_KINDS = ("null", "empty", "spaces", "full_width_blank", "no_break_space", "placeholder")
EARLIER_KINDS = ("day_before", "weeks_before")
UNDATED_KINDS = ("null", "1900-01-01")
NOT_POSITIVE_KINDS = ("zero", "negative")
BACKDATED_KINDS = ("backdated_in_time", "backdated_late")


@dataclass
class Change:
    """Later versions of some rows: what was done when, by whom, and the values from then on."""

    rows: Ints
    at: Ints
    by: Ints
    values: dict[str, Ints]


@dataclass
class Records:
    """All delivered records of one entity, in the order in which they were entered; the row decides the id.

    Attributes:
        entity: Canonical name.
        event_column: Column that holds `event_at`.
        entries: Who entered each record and when, as its first version says.
        verdict: What the definitions make of that.
        columns: The entity's own columns, as codes, instants, days, cents or numbers.
        texts: What the codes of each text column stand for.
        hidden: By row, what the truth has to know and no file tells.
        amounts: Columns whose later change is worth a finding.
    """

    world: World
    entity: str
    event_column: str
    entries: Entries
    columns: dict[str, Ints] = field(default_factory=dict)
    texts: dict[str, pa.StringArray] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    ledger: list[Booked] = field(default_factory=list)
    hidden: dict[str, Ints] = field(default_factory=dict)
    amounts: tuple[str, ...] = ()
    verdict: Verdict = field(init=False)

    def __post_init__(self) -> None:
        """Judge the entries as drawn."""
        self.rejudge()

    def __len__(self) -> int:
        """Number of records."""
        return len(self.entries.event)

    @property
    def ready(self) -> Ints:
        """Instant from which other records may refer to each one without being delivered before it."""
        return self.entries.actual + DAY // 4

    @property
    def watched(self) -> tuple[str, ...]:
        """Columns that are not to change after the fact."""
        return (self.event_column, "owner_id", "is_deleted", *self.amounts)

    def rejudge(self) -> None:
        """Apply the definitions again after the entries themselves were changed."""
        entries = self.entries
        person = accountable(self.world, self.entity, entries.owner, entries.enterer, entries.event)
        self.verdict = judge(self.world, person, entries.event, entries.entered, entries.first_extract)

    def change(self, rows: Ints, at: Ints, by: Ints, values: dict[str, Ints], *, later: bool = True) -> Flags:
        """Add later versions; returns which of the rows really get one.

        A change behind the last extract never shows. With `later`, nor is one wanted that would reach the reader
        together with the first version.
        """
        extract = self.world.clock.first_extract(at)
        shown = extract < self.world.clock.extracts
        if later:
            shown &= extract > self.entries.first_extract[rows]
        kept = {column: value[shown] for column, value in values.items()}
        self.changes.append(Change(rows[shown], at[shown], by[shown], kept))
        return np.asarray(shown)

    def first_versions(self) -> dict[str, Ints]:
        """Every delivered column but the id, as it was entered."""
        entries = self.entries
        return self.columns | {
            self.event_column: entries.event,
            "owner_id": entries.owner,
            "entered_by_id": entries.enterer,
            "entered_at": entries.entered,
            "updated_by_id": entries.enterer,
            "updated_at": entries.entered,
            "is_deleted": np.zeros(len(self), dtype=np.int8),
        }

    def plant(self, rule: str, kinds: Sequence[str], eligible: Flags | None = None, weight: float = 1.0) -> Mistakes:
        """Pick rows for mistakes by the habits of the people who answer for them; none in a company without faults."""
        possible = np.full(len(self), self.world.scenario.faults)
        if eligible is not None:
            possible &= eligible
        omission = self.world.company.omission[self.verdict.accountable]
        picked = plant(self.world.rng(f"{rule} in {self.entity}"), omission * weight, possible, len(kinds))
        return Mistakes.picked(rule, kinds, picked)

    def book(
        self,
        mistakes: Mistakes,
        right: dict[str, Ints],
        at: Ints | None = None,
        wrong: dict[str, Ints] | None = None,
    ) -> None:
        """Have some mistakes put right later, and some of these made once more; enter all of them in the ledger.

        Args:
            mistakes: What was planted.
            right: What the columns of its rows should have said.
            at: When the mistakes were made, if not at entry.
            wrong: What the columns say, if not what they said at entry.
        """
        rows = mistakes.rows
        rng = self.world.rng(f"repair of {mistakes.rule} in {self.entity}")
        wrong = wrong or {name: self.columns[name][rows] for name in right}
        actual = self.entries.actual[rows]
        opened = self.world.clock.first_extract(actual if at is None else np.maximum(at, actual))
        repaired_at = self._repair_instants(rng, rows, opened)
        by = self.verdict.accountable[rows]
        # Now and then it is the owner who sees to what somebody else answers for.
        owner = self.entries.owner[rows]
        by = np.where((rng.random(len(rows)) < REPAIRED_BY_OWNER_SHARE) & (owner != NOBODY), owner, by)
        chosen = (rng.random(len(rows)) < REPAIRED_SHARE) & (self.verdict.accountable[rows] != NOBODY)
        repaired = self._change_some(rows, chosen, repaired_at, by, right)
        emptied = np.all([value == absent(value.dtype) for value in right.values()], axis=0) & (repaired >= 0)
        at = self.entry_instant(rows) if at is None else at
        self.ledger.append(Booked(mistakes, at, opened, repaired, emptied))

        again_at = repaired_at + between(rng, DAY, 5 * DAY, len(rows))
        undone = repaired >= 0
        lucky = rng.random(len(rows)) < UNDONE_SHARE
        lucky[np.flatnonzero(undone)[:1]] = True
        undone &= lucky & (self.world.clock.first_extract(again_at) > repaired)
        reopened = self._change_some(rows, undone, again_at, by, wrong)
        those = np.flatnonzero(reopened >= 0)
        self.ledger.append(Booked.lasting(mistakes.take(those), again_at[those], reopened[those], episode=2))

    def _repair_instants(self, rng: np.random.Generator, rows: Ints, opened: Ints) -> Ints:
        """When each mistake is put right if it is: within the grace or behind it, some at its very edge."""
        clock, rota = self.world.clock, self.world.rota
        size = len(rows)
        seen = clock.cutoffs[np.minimum(opened, clock.extracts - 1)]
        ends = rota.grace_end(self.verdict.accountable[rows], clock.day_of(opened))
        within = (seen + MINUTE + rng.random(size) * np.maximum(ends - seen - 2 * MINUTE, 0)).astype(np.int64)
        dice = rng.random(size)
        edge = ends + MINUTE * between(rng, -1, 2, size)
        after = ends + between(rng, 2 * MINUTE, 5 * DAY, size)
        return np.select([dice < WITHIN_GRACE_SHARE, dice > 1 - EDGE_SHARE], [within, edge], after)

    def _change_some(self, rows: Ints, chosen: Flags, at: Ints, by: Ints, values: dict[str, Ints]) -> Ints:
        """Change the chosen rows; returns for all of them the extract that shows it, -1 where none does."""
        picked = np.flatnonzero(chosen)
        shown = self.change(
            rows[picked], at[picked], by[picked], {name: value[picked] for name, value in values.items()}
        )
        extract = np.full(len(rows), -1)
        extract[picked[shown]] = self.world.clock.first_extract(at[picked[shown]])
        return extract

    def entry_instant(self, rows: Ints) -> Ints:
        """When each record was entered: by its own account where it has one."""
        entered = self.entries.entered[rows]
        return np.where(entered == UNKNOWN, self.entries.actual[rows], entered)

    def leave_blank(
        self,
        column: str,
        rule: str,
        eligible: Flags | None = None,
        weight: float = 1.0,
        kinds: Sequence[str] = BLANK_KINDS,
    ) -> None:
        """Plant missing values in a text or reference column."""
        mistakes = self.plant(rule, kinds, eligible, weight)
        right = self.columns[column][mistakes.rows]
        self.columns[column] = self.columns[column].copy()
        self.columns[column][mistakes.rows] = blank_codes(self.world.rng(f"blanks of {rule}"), mistakes.kind)
        self.book(mistakes, {column: right})

    def leave_undated(self, column: str, rule: str, eligible: Flags | None = None) -> Mistakes:
        """Plant days that are not there, or stand for none."""
        missing = self.plant(rule, UNDATED_KINDS, eligible)
        right = self.columns[column][missing.rows]
        nothing = np.array([absent(right.dtype), np.datetime64("1900-01-01", "D").astype(np.int64)])
        self.columns[column] = self.columns[column].copy()
        self.columns[column][missing.rows] = nothing[missing.kind]
        self.book(missing, {column: right})
        return missing

    def make_not_positive(self, column: str, rule: str, eligible: Flags | None = None) -> None:
        """Plant amounts of nothing, and negative ones."""
        wrong = self.plant(rule, NOT_POSITIVE_KINDS, eligible)
        right = self.columns[column][wrong.rows]
        self.columns[column][wrong.rows] = np.where(wrong.are(NOT_POSITIVE_KINDS[0]), 0, -right)
        self.book(wrong, {column: right})

    def put_before(
        self, rng: np.random.Generator, column: str, rule: str, day: Ints, eligible: Flags | None = None
    ) -> None:
        """Plant days that lie before `day`, by one day or by weeks."""
        wrong = self.plant(rule, EARLIER_KINDS, eligible)
        right = self.columns[column][wrong.rows]
        ago = np.where(wrong.are(EARLIER_KINDS[0]), 1, between(rng, 7, 60, len(right)))
        self.columns[column][wrong.rows] = day[wrong.rows] - ago
        self.book(wrong, {column: right})

    def delete_some(self, eligible: Flags | None = None) -> None:
        """Delete a few records after all that was done to them, faulty ones among them; a few others come back."""
        clock = self.world.clock
        rng = self.world.rng(f"deletion of {self.entity}")
        faulty = self._is_faulty()
        chosen = rng.random(len(self)) < DELETED_SHARE * np.where(faulty, 3, 1)
        rows = np.flatnonzero(chosen if eligible is None else chosen & eligible)
        last = self._last_change()[rows]
        at = self.entries.actual[rows] + between(rng, DAY, 9 * DAY, len(rows))
        at = np.maximum(at, clock.cutoffs[last] + between(rng, MINUTE, DAY, len(rows)))
        by = self.verdict.accountable[rows]
        everything = np.ones(len(rows), dtype=bool)
        deleted = self._change_some(rows, everything, at, by, {"is_deleted": np.ones(len(rows), dtype=np.int8)})
        self.hidden["deleted"] = np.full(len(self), -1)
        self.hidden["deleted"][rows] = deleted

        # Whether a fault goes on while its record is away would be a matter of opinion.
        back = (deleted >= 0) & ~faulty[rows]
        back &= (rng.random(len(rows)) < RETURNED_SHARE) & self.world.scenario.faults
        back_at = clock.cutoffs[deleted] + between(rng, MINUTE, 4 * DAY, len(rows))
        self._change_some(rows, back, back_at, by, {"is_deleted": np.zeros(len(rows), dtype=np.int8)})

    def _is_faulty(self) -> Flags:
        """Which records have any mistake, of timing or of value, repaired or not."""
        faulty = self.entries.kind != CLEAN
        for booked in self.ledger:
            faulty[booked.mistakes.rows] = True
        return np.asarray(faulty)

    def _last_change(self) -> Ints:
        """The last extract that shows a version of each record so far."""
        last = self.entries.first_extract.copy()
        for change in self.changes:
            np.maximum.at(last, change.rows, self.world.clock.first_extract(change.at))
        return np.asarray(last)

    def book_timing(self) -> None:
        """Enter the mistakes of timing in the ledger, as the definitions find them.

        Raises:
            RuntimeError: A mistake that was not planted, or a planted one that is none.
        """
        planted, verdict = self.entries.kind, self.verdict
        backdated = verdict.status == IS_BACKDATED
        late = verdict.is_late & ~backdated
        self._agree("backdated", backdated, planted == BACKDATED)
        self._agree("entered early", verdict.is_early, planted >= MINUTES_BEFORE)
        self._agree("late", late, (planted > CLEAN) & (planted < BACKDATED))
        for rule, found, kinds, kind in (
            ("record.recorded_by_deadline", verdict.is_late, (*KINDS[:BACKDATED], "backdated_late"), planted),
            ("record.not_backdated", backdated, BACKDATED_KINDS, verdict.is_late.astype(np.int64)),
            ("record.entered_after_event", verdict.is_early, KINDS, planted),
        ):
            rows = np.flatnonzero(found)
            mistakes = Mistakes(rule, kinds, rows, kind[rows])
            first = self.entries.first_extract[rows]
            self.ledger.append(Booked.lasting(mistakes, self.entries.entered[rows], first, is_final=True))

    def _agree(self, what: str, found: Flags, planted: Flags) -> None:
        if (found != planted).any():
            row = int(np.flatnonzero(found != planted)[0])
            raise RuntimeError(f"{self.entity} row {row} is {what} either by plan or by definition, but not by both.")


def blank_codes(rng: np.random.Generator, kind: Ints) -> Ints:
    """Codes of missing values, by index into `BLANK_KINDS`."""
    placeholder = between(rng, FIRST_PLACEHOLDER, len(BLANKS), len(kind))
    return np.where(kind <= FIRST_PLACEHOLDER, -1 - kind, -2 - placeholder)
