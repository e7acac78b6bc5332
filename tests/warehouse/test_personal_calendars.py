"""Whose day off it is: next working days, deadlines and repair grace of people against a slow plain computation."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_calendar import is_working
from warehouse_home import Home

from orchestration.build.invoking import invoke, target_folder
from orchestration.build.parsing import parsed

ONE = dt.timedelta(days=1)
COPIED = ("int_calendar_days", "int_zone_days", "int_entry_deadlines")
MADE = ("int_person_days__excepted", "int_person_calendar_days")
CUTOFF = dt.time(9, 30)
# Person: team before and after the day on which one of them moves, office, calendar, zone. Dan is on no staff list.
PEOPLE = {
    "ana": ("T", "T", "SH", "CN", "Asia/Shanghai"),
    "bo": ("T", "U", "SH", "CN", "Asia/Shanghai"),
    "cai": ("U", "U", "BE", "WEEKDAYS", "Europe/Berlin"),
    "dan": (None, None, None, "CN", "Asia/Tokyo"),
}
SUBJECTS = [
    *(("person", person) for person in PEOPLE),
    *(("team", team) for team in "TU"),
    *(("office", office) for office in ("SH", "BE")),
]
GRACE = """
    select records.person_id, records.day, records.repair_grace_days, grace.deadline_at, own.next_working_date
    from records
    {{ join_grace_deadline('records', 'began_at', 'grace') }}
    left join {{ ref('int_person_calendar_days') }} as own
        on records.person_id = own.person_id and records.day = own.date
"""


@dataclass(frozen=True)
class Difference:
    """What differs from the calendar for somebody, from one day to another, both included."""

    number: int
    subject: tuple[str, str]
    first: dt.date
    last: dt.date
    is_working: bool


@dataclass(frozen=True)
class Rota:
    """Everybody's exceptions, and the day on which Bo changes teams."""

    exceptions: tuple[Difference, ...]
    moved: dt.date

    def is_working(self, person: str, day: dt.date) -> bool:
        """What the nearest says: the person, else the team of that day, else the office, else the calendar."""
        if (person, day) not in self._known:
            self._known[person, day] = self._is_working(person, day)
        return self._known[person, day]

    @cached_property
    def _known(self) -> dict[tuple[str, dt.date], bool]:
        return {}

    def _is_working(self, person: str, day: dt.date) -> bool:
        before, after, office, calendar, _ = PEOPLE[person]
        team = before if day < self.moved else after
        for subject in (("person", person), ("team", team), ("office", office)):
            told = [e for e in self.exceptions if e.subject == subject and e.first <= day <= e.last]
            if told:
                return max(told, key=lambda e: (e.first, e.number)).is_working
        return is_working(calendar, day)

    def after(self, person: str, day: dt.date, days: int) -> dt.date:
        """The n-th working day after a day; of none the day itself, or the last working day before it."""
        step = ONE if days else -ONE
        day += ONE if days else dt.timedelta()
        while True:
            days -= self.is_working(person, day)
            if days <= 0 and self.is_working(person, day):
                return day
            day += step


@st.composite
def rotas(draw: st.DrawFn) -> tuple[Rota, dt.date]:
    """A rota, and the day around which it has its exceptions."""
    around = draw(
        st.dates(dt.date(2021, 3, 1), dt.date(2026, 8, 31))
        | st.sampled_from([dt.date(2026, 2, 10), dt.date(2025, 12, 28), dt.date(2026, 3, 25), dt.date(2024, 10, 5)])
    )
    exceptions = []
    for number in range(draw(st.integers(0, 10))):
        first = around + draw(st.integers(-30, 60)) * ONE
        last = first + draw(st.sampled_from([0, 0, 1, 4, 30])) * ONE
        exceptions.append(Difference(number, draw(st.sampled_from(SUBJECTS)), first, last, draw(st.booleans())))
    return Rota(tuple(exceptions), around + draw(st.integers(-20, 40)) * ONE), around


@pytest.fixture(scope="module")
def warehouse(
    built: Home, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[duckdb.DuckDBPyConnection, str, str]]:
    """A database with the calendars alone, what makes people's own days, and a query that asks for grace."""
    folder = target_folder(built.settings) / "compiled/scorehouse/models/time"
    own_days = "; ".join(
        f"create or replace table intermediate.{model} as {(folder / f'{model}.sql').read_text(encoding='utf-8')}"
        for model in MADE
    )
    # In a home of its own: dbt opens a warehouse otherwise than its readers, and a process can do so in one way only.
    settings_of_its_own = Home(tmp_path_factory.mktemp("compiled")).settings
    compiled = invoke(settings_of_its_own, ["compile", "--inline", GRACE], parsed(settings_of_its_own)).result.results[
        0
    ]
    with duckdb.connect() as connection:
        connection.execute(f"attach '{built.settings.warehouse}' as built (read_only)")
        connection.execute("attach ':memory:' as warehouse; use warehouse; create schema intermediate")
        for table in COPIED:
            connection.execute(f"create table intermediate.{table} as from built.intermediate.{table}")
        yield connection, own_days, compiled.node.compiled_code


def lay_out(connection: duckdb.DuckDBPyConnection, own_days: str, rota: Rota, days: list[dt.date]) -> None:
    """The tables that the model and the query read."""
    connection.execute("""
        create or replace table intermediate.int_employees__versioned (
            source varchar, employee_id varchar, team_id varchar, office_id varchar, calendar varchar,
            valid_from date, valid_to date);
        create or replace table intermediate.int_schedule_exceptions__listed (
            source varchar, record_id varchar, subject_type varchar, subject_id varchar, first_date date,
            last_date date, is_working_day boolean, reason varchar, source_calendar varchar, extract_date date,
            next_whole_extract_date date);
        create or replace table records (
            source varchar, person_id varchar, accountable_id varchar, day date, began_at timestamp, calendar varchar,
            time_zone varchar, cutoff_time varchar, repair_grace_days integer)
    """)
    versions = [
        ("crm", person, team, office, calendar, *valid)
        for person, (before, after, office, calendar, _) in PEOPLE.items()
        if office
        for team, valid in (
            (before, (dt.date.min, rota.moved)),
            (after, (rota.moved, dt.date.max)),
        )
    ]
    connection.executemany("insert into intermediate.int_employees__versioned values (?, ?, ?, ?, ?, ?, ?)", versions)
    delivered = [
        ("crm", str(e.number), *e.subject, e.first, e.last, e.is_working, "told", "CN", e.last, None)
        for e in rota.exceptions
    ]
    if delivered:
        marks = ", ".join("?" * 11)
        connection.executemany(f"insert into intermediate.int_schedule_exceptions__listed values ({marks})", delivered)
    for person, (*_, calendar, zone) in PEOPLE.items():
        connection.execute(
            """
            insert into records
            select 'crm', $person, $person, day, timezone('UTC', timezone($zone, day + interval 12 hour)),
                $calendar, $zone, '09:30', n
            from (select unnest($days::date[]) as day), range(5) as grace (n)
            """,
            {"person": person, "zone": zone, "calendar": calendar, "days": days},
        )
    connection.execute(own_days)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=rotas())
def test_every_day_of_everybody_leads_to_the_working_days_that_counting_gives(
    warehouse: tuple[duckdb.DuckDBPyConnection, str, str], drawn: tuple[Rota, dt.date]
) -> None:
    connection, own_days, grace = warehouse
    rota, around = drawn
    days = [around + number * ONE for number in range(-35, 75)]
    lay_out(connection, own_days, rota, days)
    rows = connection.execute(grace).fetchall()
    assert len(rows) == len(PEOPLE) * len(days) * 5
    for person, day, number, deadline, following in rows:
        zone = ZoneInfo(PEOPLE[person][-1])
        due = dt.datetime.combine(rota.after(person, day, number), CUTOFF, zone)
        assert deadline == due.astimezone(dt.UTC).replace(tzinfo=None), (person, day, number)
        assert following in (None, rota.after(person, day, 1)), (person, day)


def test_only_days_near_an_exception_are_a_person_s_own(warehouse: tuple[duckdb.DuckDBPyConnection, str, str]) -> None:
    connection, own_days, _ = warehouse
    leave = dt.date(2026, 5, 11)
    lay_out(connection, own_days, Rota((Difference(1, ("team", "T"), leave, leave + 4 * ONE, False),), leave + ONE), [])
    found = connection.execute("""
        select person_id, min(date), max(date), count(*), count(reason) from intermediate.int_person_calendar_days
        group by person_id order by person_id
    """).fetchall()
    margin = 40 * ONE
    assert found == [
        ("ana", leave - margin, leave + 4 * ONE + margin, 85, 5),
        ("bo", leave - margin, leave + margin, 81, 1),  # moved to the other team on the second day
    ]
