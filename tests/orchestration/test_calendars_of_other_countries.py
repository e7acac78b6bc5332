"""`scorehouse calendar` writes public holidays into the seeds, from the library and without the clock."""

import csv
import shutil
from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest

from orchestration.command import cli
from orchestration.command.calendars import Ordered, write_calendar
from orchestration.errors import ScorehouseError
from orchestration.settings import PROJECT, Settings

SEEDS = Path("dbt_project", "seeds")
LIBRARY = f"holidays {holidays.__version__}"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A project of its own with the seeds of this one."""
    (tmp_path / SEEDS).mkdir(parents=True)
    for name in ("calendar_exceptions.csv", "calendar_years.csv"):
        shutil.copy(PROJECT / SEEDS / name, tmp_path / SEEDS)
    return Settings(tmp_path / "home", tmp_path)


def seed(settings: Settings, name: str, calendar: str) -> list[list[str]]:
    with (settings.project / SEEDS / f"calendar_{name}.csv").open(encoding="utf-8", newline="") as file:
        return [row[1:] for row in csv.reader(file) if row[0] == calendar]


def texts(settings: Settings) -> list[str]:
    return [file.read_text(encoding="utf-8") for file in sorted((settings.project / SEEDS).iterdir())]


def order(settings: Settings, code: str, *years: int, provisional_from: int | None = None) -> list[str]:
    return write_calendar(settings, Ordered(code, years, provisional_from))


def working_days(settings: Settings, calendar: str, year: int) -> set[date]:
    """What the warehouse makes of the rows: Monday to Friday, unless a row says otherwise."""
    exceptions = {day: is_working == "true" for day, is_working, _ in seed(settings, "exceptions", calendar)}
    days = [date(year, 1, 1) + timedelta(number) for number in range(366)]
    return {day for day in days if day.year == year and exceptions.get(str(day), day.isoweekday() <= 5)}


def test_holidays_are_days_off_by_their_english_name_and_years_name_the_library(settings: Settings) -> None:
    assert order(settings, "DE", 2027, 2026) == [
        f"DE 2026: 9 days off, official, version 1, from {LIBRARY}",
        f"DE 2027: 9 days off, official, version 1, from {LIBRARY}",
    ]
    rows = seed(settings, "exceptions", "DE")
    assert rows[:2] == [["2026-01-01", "false", "New Year's Day"], ["2026-04-03", "false", "Good Friday"]]
    assert rows == sorted(rows)
    assert seed(settings, "years", "DE") == [["2026", "official", LIBRARY, "1"], ["2027", "official", LIBRARY, "1"]]


def test_a_part_of_a_country_is_a_calendar_of_its_own(settings: Settings) -> None:
    order(settings, "de-by", 2026)
    assert ["2026-01-06", "false", "Epiphany"] in seed(settings, "exceptions", "DE-BY")
    assert seed(settings, "exceptions", "DE") == []


@pytest.mark.parametrize(
    ("code", "working", "off"),
    [
        ("EG", "2026-03-08", "2026-03-06"),  # Sunday to Thursday
        ("HK", "2026-03-07", "2026-03-08"),  # Monday to Saturday
        ("HU", "2026-01-10", "2026-01-02"),  # a make-up Saturday, and the day it makes up for
        ("IR", "2026-04-18", "2026-04-17"),  # Friday alone is off
    ],
)
def test_other_weeks_than_monday_to_friday_become_rows(settings: Settings, code: str, working: str, off: str) -> None:
    order(settings, code, 2026)
    library = holidays.country_holidays(code, years=2026)
    everything = [date(2026, 1, 1) + timedelta(number) for number in range(365)]
    assert working_days(settings, code, 2026) == {day for day in everything if library.is_working_day(day)}
    assert date.fromisoformat(working) in working_days(settings, code, 2026)
    assert date.fromisoformat(off) not in working_days(settings, code, 2026)


def test_the_same_order_again_changes_no_byte(settings: Settings) -> None:
    before = texts(settings)
    order(settings, "FR", 2026)
    order(settings, "DE", 2026, 2027)
    ordered = texts(settings)
    assert all(new.startswith(old) for new, old in zip(ordered, before, strict=True))
    order(settings, "FR", 2026)
    order(settings, "DE", 2027)
    assert texts(settings) == ordered


def test_only_the_named_years_are_replaced_and_their_version_counts_up(settings: Settings) -> None:
    order(settings, "DE", 2026, 2027)
    for text, file in zip(texts(settings), sorted((settings.project / SEEDS).iterdir()), strict=True):
        file.write_text(text.replace("Good Friday", "A Friday"), encoding="utf-8")
    order(settings, "DE", 2027)
    assert [row[0] for row in seed(settings, "exceptions", "DE") if row[2] == "A Friday"] == ["2026-04-03"]
    assert [(row[0], row[3]) for row in seed(settings, "years", "DE")] == [("2026", "1"), ("2027", "2")]


def test_years_that_are_not_announced_yet_can_be_ordered_as_provisional(settings: Settings) -> None:
    order(settings, "DE", 2026, 2027, provisional_from=2027)
    assert [row[1] for row in seed(settings, "years", "DE")] == ["official", "provisional"]
    order(settings, "DE", 2027)
    assert seed(settings, "years", "DE")[1] == ["2027", "official", LIBRARY, "2"]


def test_a_year_with_an_estimated_day_is_provisional(settings: Settings) -> None:
    order(settings, "EG", 2027)
    assert seed(settings, "years", "EG") == [["2027", "provisional", LIBRARY, "1"]]


@pytest.mark.parametrize(
    ("code", "years", "sentence"),
    [
        ("CN", [2028], "China's calendar comes from the State Council's notices"),
        ("XX", [2026], "The library holidays knows no calendar XX; use an ISO code such as DE"),
        ("DE-XX", [2026], "The library holidays knows no calendar DE-XX; use an ISO code such as DE"),
        ("DE", [1950], "The library holidays knows DE from 1991 to 2100, not 1950 to 1950; order fewer years."),
    ],
)
def test_what_the_library_cannot_be_asked_is_refused_in_a_sentence_and_changes_nothing(
    settings: Settings, code: str, years: list[int], sentence: str
) -> None:
    before = texts(settings)
    with pytest.raises(ScorehouseError, match=f"^{sentence}"):
        order(settings, code, *years)
    assert texts(settings) == before


@pytest.mark.parametrize(("text", "years"), [("2026", [2026]), ("2026-2028", [2026, 2027, 2028])])
def test_years_are_one_or_the_first_and_the_last(text: str, years: list[int]) -> None:
    assert list(cli.parser().parse_args(["calendar", "DE", "--years", text]).years) == years


@pytest.mark.parametrize("text", ["2028-2026", "soon"])
def test_years_that_are_none_end_the_command(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.parser().parse_args(["calendar", "DE", "--years", text])
    assert "argument --years" in capsys.readouterr().err
