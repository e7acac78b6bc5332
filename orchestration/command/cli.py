"""The command `scorehouse`: what can be asked and how the answer ends. The work belongs to the modules it calls.

Nothing heavy is imported before it is needed, so that `--help` and `status` answer at once, and that no library starts
a thread before Ctrl-C is kept from it.
"""

import argparse
import gc
import logging
import os
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.command.console import complain
from orchestration.command.interrupts import end, end_on_interrupt
from orchestration.errors import MachineError, ScorehouseError, machine_faults_told
from orchestration.settings import Settings

if TYPE_CHECKING:
    from orchestration.connectors.ingest import Wanted

MACHINE_FAILED = 2
PERIODS = ("week", "month", "quarter", "year")
# Dagster and dbt keep a million objects until the end. Looking through them each time 700 more have come, which is the
# interpreter's habit, takes a tenth of a daily run.
_OBJECTS_BETWEEN_COLLECTIONS = 50_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 all went well, 1 a delivery or the question was faulty, 2 the build or the machine failed."""
    logging.raiseExceptions = False  # a log of dbt's or Dagster's that cannot be written is no fault of the run
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    asked = parser().parse_args(arguments)
    settings = Settings.from_environment()
    if arguments is None and asked.command in (_run, _land, _build, _demo, _dbt):
        end_on_interrupt(_interrupted)
    try:
        with machine_faults_told(settings.home):
            return int(asked.command(settings, asked) or 0)
    except MachineError as error:
        complain(str(error))
        return MACHINE_FAILED
    except ScorehouseError as error:
        complain(str(error))
        return 1
    except BrokenPipeError:
        # Whoever read the output has had enough; the interpreter must not try to write the rest.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        end(_interrupted)


def _interrupted() -> None:
    complain("Interrupted; start the same command again to go on.")


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    top = argparse.ArgumentParser(prog="scorehouse", description="Land extracts, build the marts, score data entry.")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    run = _command(commands, "run", _run, "land what is new, build, publish, show the scores: the daily command")
    _sources(run)
    land = _command(commands, "land", _land, "land delivered files")
    _sources(land)
    land.add_argument("--entity", help="only this entity")
    land.add_argument("--from", dest="first", type=_day, metavar="DATE", help="first extract date")
    land.add_argument("--to", dest="last", type=_day, metavar="DATE", help="last extract date")
    build = _command(commands, "build", _build, "build, judge and publish what is landed")
    build.add_argument("--full", action="store_true", help="build everything anew")
    build.add_argument("--as-of", type=_instant, metavar="TIME", help="UTC; what was extracted later does not exist")
    release = _command(commands, "release", _release, "let in a delivery that was held back as suspect")
    release.add_argument("source")
    release.add_argument("entity")
    release.add_argument("date", type=_day)
    _command(commands, "status", _status, "show what is landed, built and published")
    summary = _command(commands, "summary", _summary, "show the scores of the last period")
    _sources(summary)
    summary.add_argument("--period", choices=PERIODS, default="month")
    report = _command(commands, "report", _report, "draw the figures of a period: a page for each source and language")
    _sources(report)
    report.add_argument("--period", choices=PERIODS, default="month")
    report.add_argument("--day", type=_day, metavar="DATE", help="a day of the period; its last one without it")
    _command(commands, "metrics", _metrics, "write the additive KPIs as metrics, to be asked with mf query")
    _command(commands, "lifetimes", _lifetimes, "fit what customers will buy, by BG/NBD and gamma-gamma")
    calendar = _command(commands, "calendar", _calendar, "write a country's public holidays into the seeds")
    calendar.add_argument("code", help="ISO code of a country, such as DE, or of a part of one, such as DE-BY")
    calendar.add_argument("--years", type=_years, required=True, help="one year, or the first and last: 2026-2028")
    calendar.add_argument("--provisional-from", type=int, metavar="YEAR", help="from here on nothing is official yet")
    dbt = _command(commands, "dbt", _dbt, "run dbt on this home, as in: scorehouse dbt -- build -s fct_leads+")
    dbt.add_argument("arguments", nargs=argparse.REMAINDER, help="what follows -- is dbt's own command line")
    diff = _command(commands, "diff", _diff, "show what differs between two published copies")
    for side in ("old", "new"):
        diff.add_argument(side, type=Path, metavar=side.upper(), help="folder of a published copy, or its database")
    diff.add_argument("--table", action="append", default=[], help="only this table; may be given repeatedly")
    diff.add_argument("--ignore", action="append", default=[], metavar="COLUMN", help="a column that may differ")
    diff.add_argument("--rows", type=_count, default=3, metavar="N", help="how many rows of each kind are named")
    diff.add_argument(
        "--tolerance", type=_tolerance, default=0.0, metavar="X", help="equal, for numbers with fractions"
    )
    demo = _command(commands, "demo", _demo, "simulate a company, add the real data at hand, and run")
    demo.add_argument("--days", type=int, default=30, help="number of daily extracts")
    demo.add_argument("--people", type=int, default=40, help="number of employees")
    _command(commands, "pages", _pages, "write the pages of docs/ that come from the declarations")
    ui = _command(commands, "ui", _ui, "open Dagster's pages on http://localhost:3000")
    ui.add_argument("--port", type=int, default=3000, metavar="N", help="another port than 3000")
    return top


def _command(commands, name: str, function, text: str) -> argparse.ArgumentParser:  # type: ignore[no-untyped-def]  # noqa: ANN001
    command: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text.capitalize() + ".")
    command.set_defaults(command=function)
    return command


def _sources(command: argparse.ArgumentParser) -> None:
    command.add_argument("--source", action="append", default=[], help="only this source; may be given repeatedly")


def _instant(text: str) -> datetime:
    """An instant as naive UTC; one without an offset is meant as UTC."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no time; write it as 2026-03-02T01:30:00, in UTC") from error
    return instant.astimezone(UTC).replace(tzinfo=None) if instant.tzinfo else instant


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as 2026-03-02") from error


def _years(text: str) -> range:
    """The years of `2026` or `2026-2028`."""
    first, _, last = text.partition("-")
    try:
        years = range(int(first), int(last or first) + 1)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} are no years; write 2026, or 2026-2028") from error
    if not years:
        raise argparse.ArgumentTypeError(f"{text} ends before it begins; write the first year first, as in 2026-2028")
    return years


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no number of rows; write it as 3")
    return int(text)


def _tolerance(text: str) -> float:
    try:
        tolerance = float(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no number; write it as 0.001") from error
    if not 0 <= tolerance < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is no tolerance; write a number such as 0.001")
    return tolerance


def _wanted(asked: argparse.Namespace) -> "Wanted":
    from orchestration.connectors.ingest import Wanted

    return Wanted(
        sources=tuple(asked.source),
        entity=getattr(asked, "entity", None),
        first=getattr(asked, "first", None),
        last=getattr(asked, "last", None),
    )


def _run(settings: Settings, asked: argparse.Namespace) -> int:
    from orchestration.command import daily

    code = daily.run(settings, _wanted(asked))
    if code != daily.BUILD_FAILED:
        _show(settings, asked.source, "month")
    return code


def _land(settings: Settings, asked: argparse.Namespace) -> int:
    from orchestration.command import daily

    return daily.land(settings, _wanted(asked))


def _build(settings: Settings, asked: argparse.Namespace) -> int:
    from orchestration.command import daily

    return daily.build(settings, full=asked.full, as_of=asked.as_of)


def _release(settings: Settings, asked: argparse.Namespace) -> None:
    from orchestration.command import daily

    daily.release(settings, asked.source, asked.entity, asked.date)


def _status(settings: Settings, _asked: argparse.Namespace) -> None:
    from orchestration.command.status import status

    print(status(settings))


def _summary(settings: Settings, asked: argparse.Namespace) -> None:
    from orchestration.connectors.ingest import declared

    declared(settings, _wanted(asked))  # a source that does not exist is refused
    _show(settings, asked.source, asked.period)


def _report(settings: Settings, asked: argparse.Namespace) -> None:
    from orchestration.command.reporting import report

    print(report(settings, sources=asked.source, period=asked.period, day=asked.day))


def _metrics(settings: Settings, _: argparse.Namespace) -> None:
    from orchestration.command.metrics import metrics

    print(metrics(settings))


def _lifetimes(settings: Settings, _: argparse.Namespace) -> None:
    from orchestration.command.lifetimes import lifetimes

    print(lifetimes(settings))


def _show(settings: Settings, sources: Sequence[str], period: str) -> None:
    from orchestration.command.summary import summary

    print(summary(settings, sources=sources, period=period))


def _calendar(settings: Settings, asked: argparse.Namespace) -> None:
    from orchestration.command.calendars import Ordered, write_calendar

    for line in write_calendar(settings, Ordered(asked.code, asked.years, asked.provisional_from)):
        print(line)


def _dbt(settings: Settings, asked: argparse.Namespace) -> int:
    from orchestration.command.by_hand import run_dbt

    return run_dbt(settings, asked.arguments)


def _diff(_settings: Settings, asked: argparse.Namespace) -> int:
    from orchestration.command.comparing import Wish
    from orchestration.command.diff import NOT_COMPARABLE, diff

    wish = Wish(tables=asked.table, ignored=asked.ignore, examples=asked.rows, tolerance=asked.tolerance)
    try:
        code, told = diff(asked.old, asked.new, wish)
    except ScorehouseError as error:
        complain(str(error))
        return NOT_COMPARABLE
    print(told)
    return code


def _demo(settings: Settings, asked: argparse.Namespace) -> int:
    from orchestration.command import daily
    from orchestration.command.demo import prepare
    from orchestration.connectors.ingest import Wanted

    prepare(settings, days=asked.days, people=asked.people)
    code = daily.run(settings, Wanted())
    if code != daily.BUILD_FAILED:
        _show(settings, [], "quarter")
    return code


def _pages(settings: Settings, _asked: argparse.Namespace) -> None:
    from orchestration.command import pages

    for file in pages.write(settings):
        print(file)


def _ui(settings: Settings, asked: argparse.Namespace) -> int:
    from orchestration.command.ui import serve

    return serve(settings, asked.port)


if __name__ == "__main__":
    sys.exit(main())
