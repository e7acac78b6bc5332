"""Let the machine fail at every kind of moment: `python -m tests.sweep`.

Of a small installation, so that a run takes seconds; what a fault does to it does not depend on how many models it has.
"""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from tests.orchestration import small_installation
from tests.orchestration.small_installation import ALL_BUT_LAST, SOURCE
from tests.sweep.injection import Fault, is_possible
from tests.sweep.runs import Ran, Runs
from tests.sweep.sweep import Found, Start, scenarios, sweep


def main() -> int:
    """Sweep a daily run and a first run; 1 when any run after a fault differs from an undisturbed one."""
    asked = argparse.ArgumentParser(prog="python -m tests.sweep", description=__doc__)
    asked.add_argument("--daily", type=int, default=320, help="first faults of a daily run; half get a second one")
    asked.add_argument("--first", type=int, default=80, help="first faults of a first run; half get a second one")
    asked.add_argument("--part", type=_part, default=slice(None), help="2/4 takes the second of every four faults")
    asked.add_argument("--quiet", action="store_true", help="print what is wrong and the sums")
    wanted = asked.parse_args()
    if not is_possible():
        raise SystemExit("The sweep takes Linux on x86-64.")
    with tempfile.TemporaryDirectory(prefix="sweep-") as folder:
        daily, first = installed(Path(folder))
        found = [
            _swept("daily run", daily, scenarios(daily.operations, wanted.daily)[wanted.part], quiet=wanted.quiet),
            _swept("first run", first, scenarios(first.operations, wanted.first)[wanted.part], quiet=wanted.quiet),
        ]
    return 1 if any(one.complaints or not one.fired for one in found) else 0


def installed(folder: Path) -> tuple[Start, Start]:
    """Where a daily run and a first run begin, in a folder."""
    checkout = small_installation.install(folder / "checkout")
    small_installation.deliver(folder / "extracts")
    own = {f"SCOREHOUSE_EXTRACTS_{SOURCE.upper()}": str(folder / "extracts")}
    others = {name: value for name, value in os.environ.items() if name not in ("DAGSTER_HOME", "SCOREHOUSE_SALT")}
    runs = Runs(checkout, others | own)
    home, begun, added, made = (folder / name for name in ("home", "begun", "added", "made"))
    _undisturbed(runs.run(home, "land", "--to", ALL_BUT_LAST))
    _undisturbed(runs.run(home, "build"))
    shutil.copytree(home, begun, symlinks=True)
    adding = _undisturbed(runs.run(home, "run"))
    home.rename(added)
    # The project is parsed by now, which is not part of the home.
    making = _undisturbed(runs.run(home, "run"))
    home.rename(made)
    return Start(runs, home, begun, added, adding.operations), Start(runs, home, None, made, making.operations)


def _undisturbed(ran: Ran) -> Ran:
    if ran.code:
        raise SystemExit(f"An undisturbed run ended with {ran.code}:\n{ran.out}{ran.err}")
    return ran


def _part(text: str) -> slice:
    place, _, parts = text.partition("/")
    return slice(int(place) - 1, None, int(parts))


def _swept(name: str, start: Start, wanted: list[list[Fault]], *, quiet: bool) -> Found:
    print(f"A {name} has {len(start.operations):,} operations on files.", flush=True)
    found = Found()
    for line, so_far in sweep(start, wanted):
        found = so_far
        if not quiet:
            print(f"  {line}", flush=True)
    print(f"{name}: {found.fired} faults fired, {len(found.complaints)} complaints")
    print(f"  where: {', '.join(f'{file} {count}' for file, count in found.by_file.most_common())}")
    print(f"  how the runs ended: {', '.join(f'{end} {count}' for end, count in found.endings.most_common())}")
    for complaint in found.complaints:
        print(f"  {complaint}")
    sys.stdout.flush()
    return found


if __name__ == "__main__":
    sys.exit(main())
