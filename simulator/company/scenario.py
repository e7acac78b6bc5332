"""What to simulate: how long, how many people and records, from which seed.

How the records come about belongs to the modules that draw them.
"""

import datetime as dt
from dataclasses import dataclass

from simulator.errors import SimulationError

RECORDS_PER_PERSON_DAY = 12
SMALLEST_COMPANY = 24  # fewer people leave no representative free to change team, to leave and to join
FEWEST_RECORDS = 500

# Share of each record entity in all records. Stage changes follow from opportunities, so theirs is an expectation.
SHARES = {
    "accounts": 0.010,
    "contacts": 0.030,
    "leads": 0.030,
    "opportunities": 0.025,
    "quotes": 0.012,
    "orders": 0.020,
    "order_lines": 0.050,
    "activities": 0.750,
    "cases": 0.045,
    "expenses": 0.010,
    "campaigns": 0.002,
    "complaints": 0.003,
}


@dataclass(frozen=True)
class Scenario:
    """The size and the flavour of one synthetic company.

    Attributes:
        days: Number of daily extracts, holidays included.
        people: Number of employees over the whole time.
        records: Aim for the sum over all record entities; by default 12 per person and day.
        seed: The same seed and sizes give the same bytes.
        start: Date of the first extract, which holds everything before it.
        faults: Whether mistakes are planted; without them no rule is broken.
        punctual: Whether every extract is delivered, and in time, although mistakes are planted.
        plain: Write every file as uncompressed UTF-8, for reading by eye rather than for landing.
    """

    days: int = 30
    people: int = 40
    records: int | None = None
    seed: int = 1
    start: dt.date = dt.date(2026, 2, 9)
    faults: bool = True
    punctual: bool = False
    plain: bool = False

    def __post_init__(self) -> None:
        """Refuse sizes that no company can have."""
        if self.days < 1:
            raise SimulationError(f"A simulation of {self.days} days has no extract; ask for at least 1 day.")
        if self.people < SMALLEST_COMPANY:
            raise SimulationError(
                f"A company of {self.people} people cannot fill four offices; ask for at least {SMALLEST_COMPANY}."
            )
        if self.records is not None and self.records < FEWEST_RECORDS:
            raise SimulationError(
                f"{self.records} records are too few for every entity to occur; ask for at least {FEWEST_RECORDS}."
            )
        if self.seed < 0:
            raise SimulationError(f"Seed {self.seed} is negative; use 0 or more.")

    @property
    def extract_dates(self) -> list[dt.date]:
        """Every calendar day for which an extract is promised."""
        return [self.start + dt.timedelta(days=day) for day in range(self.days)]

    def count(self, entity: str) -> int:
        """How many records of an entity to draw; a few per cent are never entered before the last extract."""
        total = self.records if self.records is not None else self.days * self.people * RECORDS_PER_PERSON_DAY
        return max(10, round(total * SHARES[entity]))
