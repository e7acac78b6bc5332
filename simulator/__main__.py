"""`python -m simulator`: write the extracts of a synthetic company, and the truth about them."""

import argparse
import datetime as dt
import sys
from pathlib import Path

from simulator.company.scenario import Scenario
from simulator.errors import SimulationError
from simulator.run import simulate


def main(arguments: list[str] | None = None) -> int:
    """Parse the command line, simulate and say what was written; 0 if all went well."""
    asked = _parser().parse_args(arguments)
    try:
        scenario = Scenario(
            days=asked.days,
            people=asked.people,
            records=asked.records,
            seed=asked.seed,
            start=asked.start,
            faults=not asked.clean,
            plain=asked.quick_plain,
        )
        counts = simulate(scenario, asked.out, asked.truth)
    except SimulationError as error:
        print(error, file=sys.stderr)
        return 1
    for entity, count in counts.items():
        print(f"{entity:<26}{count:>12,}")
    print(f"{'all records':<26}{sum(counts.values()):>12,}")
    return 0


def _parser() -> argparse.ArgumentParser:
    usual = Scenario()
    parser = argparse.ArgumentParser(prog="python -m simulator", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the daily extracts")
    parser.add_argument("--truth", type=Path, required=True, help="folder for the list of planted mistakes")
    parser.add_argument("--days", type=int, default=usual.days, help="number of daily extracts")
    parser.add_argument("--people", type=int, default=usual.people, help="number of employees")
    parser.add_argument("--records", type=int, help="records to aim for; by default 12 per person and day")
    parser.add_argument("--seed", type=int, default=usual.seed, help="same seed and sizes, same bytes")
    parser.add_argument("--start", type=dt.date.fromisoformat, default=usual.start, help="date of the first extract")
    parser.add_argument("--clean", action="store_true", help="plant no mistakes")
    parser.add_argument("--quick-plain", action="store_true", help="uncompressed UTF-8, to look at rather than to land")
    return parser


if __name__ == "__main__":
    sys.exit(main())
