"""How long somebody waited within the hours of service, by published answers, by hand, and minute by minute."""

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import duckdb
import pytest
from compiled_models import Model, Rows
from hypothesis import given, settings
from hypothesis import strategies as st
from warehouse_home import Home

UTC = dt.UTC
ALWAYS = (dt.date(1, 1, 1), dt.date(9999, 12, 31))
BERLIN, SHANGHAI = "Europe/Berlin", "Asia/Shanghai"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
READS = {
    "seeds.service_schedules": "schedule varchar, days varchar, from_time varchar, until_time varchar",
    "seeds.service_policies": "source varchar, team_id varchar, queue varchar, schedule varchar, valid_from date, "
    "valid_to date",
    "intermediate.int_cases__latest": "source varchar, record_id varchar, team_id varchar, queue varchar, "
    "occurred_at timestamp, first_responded_at timestamp, resolved_at timestamp",
    "intermediate.int_extracts": "source varchar, time_zone varchar, calendar varchar",
    "intermediate.int_calendar_days": "calendar varchar, date date, is_working_day boolean, day_kind varchar, "
    "exception_name varchar",
    "intermediate.int_zone_days": "time_zone varchar, utc_date date, offset_seconds bigint, "
    "later_offset_seconds bigint, changes_at timestamp",
}


@pytest.fixture(scope="module")
def model(built: Home) -> Iterator[Model]:
    with duckdb.connect() as connection:
        between = ("intermediate.int_service_policies", "intermediate.int_service_hours")
        yield Model(built.folder, connection, "int_cases__timed", READS, between)


@pytest.fixture(scope="module")
def zones(built: Home) -> list[tuple]:
    """Which zone is how far from UTC on which day, from 2015 to 2026."""
    columns = READS["intermediate.int_zone_days"].split(", ")
    names = ", ".join(column.split()[0] for column in columns)
    days = "utc_date between date '2015-12-01' and date '2026-12-31'"
    return built.warehouse(f"select {names} from intermediate.int_zone_days where {days}").fetchall()


def calendar(*exceptions: tuple[dt.date, bool], years: tuple[int, ...] = (2015, 2016, 2021, 2026)) -> list[tuple]:
    """Monday to Friday, but for some holidays and make-up workdays."""
    special, rows = dict(exceptions), []
    for year in years:
        day = dt.date(year, 1, 1)
        while day.year == year:
            works = special.get(day, day.isoweekday() <= 5)
            kind = "working day" if works else "weekend"
            if day in special:
                kind = "make-up workday" if works else "holiday"
            rows.append(("CN", day, works, kind, kind if day in special else None))
            day += dt.timedelta(1)
    return rows


CALENDAR = calendar()


def waited(  # noqa: PLR0913 - a case, and what decides how long it waits
    model: Model,
    zones: list[tuple],
    span: tuple[dt.datetime, dt.datetime],
    schedules: list[tuple],
    *,
    zone: str = SHANGHAI,
    policies: list[tuple] | None = None,
    days: list[tuple] | None = None,
    team: str | None = None,
    queue: str | None = None,
) -> tuple[int, int | None]:
    """Seconds by the clock and within the hours of service from one local time to another, of a response."""
    instants = [
        local.replace(tzinfo=local.tzinfo or ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None) for local in span
    ]
    near = (min(instants).date() - dt.timedelta(3), max(instants).date() + dt.timedelta(3))
    rows: Rows = {
        "seeds.service_schedules": schedules,
        "seeds.service_policies": policies or [("*", "*", "*", schedules[0][0], *ALWAYS)],
        "intermediate.int_cases__latest": [("desk", "K1", team, queue, *instants, None)],
        "intermediate.int_extracts": [("desk", zone, "CN")],
        "intermediate.int_calendar_days": [row for row in days or CALENDAR if near[0] <= row[1] <= near[1]],
        "intermediate.int_zone_days": [row for row in zones if row[0] == zone and near[0] <= row[1] <= near[1]],
    }
    ((_, _, clock, service, _, _),) = model.of(rows).fetchall()
    return clock, service


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


TEN_TO_SIX = [("erp", "working_day", "10:00", "18:00")]
# The answers an ERP publishes for Monday to Friday, ten to six: opened, answered, and hours that were worked between.
# Friday is the 25th of June 2021, Monday the 28th, Thursday the first of July.
ERP = [
    ("06-28 11", "06-28 12", 1),
    ("06-28 12", "06-28 20", 6),
    ("06-28 06", "06-28 12", 2),
    ("06-28 19", "06-28 20", 0),
    ("06-27 10", "06-27 11", 0),
    ("06-28 06", "06-29 06", 8),
    ("06-28 06", "06-29 11", 9),
    ("06-28 06", "06-29 20", 16),
    ("06-25 06", "06-26 11", 8),
    ("06-28 12", "06-29 06", 6),
    ("06-28 12", "06-29 11", 7),
    ("06-28 12", "06-29 20", 14),
    ("06-25 12", "06-26 11", 6),
    ("06-28 20", "06-29 06", 0),
    ("06-28 20", "06-29 11", 1),
    ("06-28 20", "06-29 20", 8),
    ("06-25 20", "06-26 11", 0),
    ("06-28 06", "07-01 06", 24),
    ("06-28 06", "07-01 11", 25),
    ("06-28 06", "07-01 20", 32),
    ("06-25 06", "06-27 11", 8),
    ("06-28 12", "07-01 06", 22),
    ("06-28 12", "07-01 11", 23),
    ("06-28 12", "07-01 20", 30),
    ("06-25 12", "06-27 11", 6),
    ("06-28 20", "07-01 06", 16),
    ("06-28 20", "07-01 11", 17),
    ("06-28 20", "07-01 20", 24),
    ("06-25 20", "06-27 11", 0),
]


@pytest.mark.parametrize(("opened", "answered", "hours"), ERP)
def test_the_answers_of_an_erp(model: Model, zones: list[tuple], opened: str, answered: str, hours: int) -> None:
    span = at(f"2021-{opened}:00"), at(f"2021-{answered}:00")
    assert waited(model, zones, span, TEN_TO_SIX) == ((span[1] - span[0]).total_seconds(), hours * 3600)


NINE_TO_SIX = [("lib", "working_day", "09:00", "12:00"), ("lib", "working_day", "13:00", "18:00")]
NIGHT = [("night", "every_day", "23:00", "24:00"), ("night", "every_day", "00:00", "07:00")]
CHRISTMAS = calendar((dt.date(2015, 12, 25), False))


@pytest.mark.parametrize(
    ("opened", "answered", "schedules", "days", "hours"),
    [
        ("2016-01-18 09:00", "2016-01-22 18:00", NINE_TO_SIX, None, 40),
        ("2015-12-21 09:00", "2015-12-28 09:00", NINE_TO_SIX, None, 40),
        ("2015-12-21 09:00", "2015-12-28 09:00", NINE_TO_SIX, CHRISTMAS, 32),
        ("2016-01-18 12:10", "2016-01-18 12:50", NINE_TO_SIX, None, 0),
        ("2016-01-18 11:30", "2016-01-18 13:30", NINE_TO_SIX, None, 1),
        ("2016-01-18 22:00", "2016-01-19 08:00", NIGHT, None, 8),
        ("2016-01-18 23:30", "2016-01-20 01:00", NIGHT, None, 9.5),
        ("2016-01-16 00:00", "2016-01-18 00:00", NIGHT, None, 16),
    ],
)
def test_the_shifts_and_breaks_of_a_calendar_library(  # noqa: PLR0913, PLR0917 - one line of a table
    model: Model,
    zones: list[tuple],
    opened: str,
    answered: str,
    schedules: list[tuple],
    days: list[tuple] | None,
    hours: float,
) -> None:
    assert waited(model, zones, (at(opened), at(answered)), schedules, days=days)[1] == hours * 3600


def test_it_is_exact_to_the_second(model: Model, zones: list[tuple]) -> None:
    span = at("2021-06-28 17:59:29"), at("2021-06-29 10:00:01")
    assert waited(model, zones, span, TEN_TO_SIX) == (57632, 32)


CENTRE = [("centre", "working_day", "08:00", "20:00"), ("centre", "day_off", "10:00", "14:00")]


def test_a_call_of_a_saturday_waits_where_the_service_is_open(model: Model, zones: list[tuple]) -> None:
    span = at("2021-06-26 09:30"), at("2021-06-26 11:15")
    assert waited(model, zones, span, TEN_TO_SIX) == (6300, 0)
    assert waited(model, zones, span, CENTRE) == (6300, 75 * 60)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("saturday", 0), ("working_day", 2), ("day_off", 0), ("holiday", 0), ("every_day", 2), ("monday", 0)],
)
def test_a_saturday_that_is_worked_is_a_working_day_and_no_saturday(
    model: Model, zones: list[tuple], kind: str, expected: int
) -> None:
    days = calendar((dt.date(2021, 6, 26), True))
    span = at("2021-06-26 09:00"), at("2021-06-26 11:00")
    hours = [("x", kind, "00:00", "24:00")]
    assert waited(model, zones, span, hours, days=days)[1] == expected * 3600


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("monday", 0), ("working_day", 0), ("day_off", 2), ("holiday", 2), ("every_day", 2), ("tuesday", 0)],
)
def test_a_holiday_is_no_weekday(model: Model, zones: list[tuple], kind: str, expected: int) -> None:
    days = calendar((dt.date(2021, 6, 28), False))
    span = at("2021-06-28 09:00"), at("2021-06-28 11:00")
    assert waited(model, zones, span, [("x", kind, "00:00", "24:00")], days=days)[1] == expected * 3600


@pytest.mark.parametrize(
    ("opened", "hours"), [("2026-03-28 20:00", 23), ("2026-10-24 20:00", 25), ("2026-06-06 20:00", 24)]
)
def test_round_the_clock_a_day_on_which_the_clocks_change_has_the_hours_that_it_has(
    model: Model, zones: list[tuple], opened: str, hours: int
) -> None:
    span = at(opened), at(opened) + dt.timedelta(1)
    found = waited(model, zones, span, [("always", "every_day", "00:00", "24:00")], zone=BERLIN)
    assert found == (hours * 3600, hours * 3600)


def test_the_policy_that_names_more_holds_and_new_hours_count_from_their_day_on(
    model: Model, zones: list[tuple]
) -> None:
    hours = [("office", "working_day", "09:00", "17:00"), ("long", "every_day", "07:00", "22:00")]
    policies = [
        ("*", "*", "*", "office", *ALWAYS),
        ("desk", "*", "vip", "long", dt.date(2021, 6, 29), dt.date(2021, 6, 29)),
        ("desk", "night", "*", "long", *ALWAYS),
    ]
    span = at("2021-06-28 16:00"), at("2021-06-30 10:00")
    for team, queue, expected in (
        (None, None, 1 + 8 + 1),
        ("day", "vip", 1 + 15 + 1),
        ("night", None, 6 + 15 + 3),
        ("night", "vip", 6 + 15 + 3),
    ):
        found = waited(model, zones, span, hours, policies=policies, team=team, queue=queue)[1]
        assert found == expected * 3600, (team, queue)


def test_outside_the_calendar_and_without_a_policy_the_hours_are_unknown_and_the_clock_is_not(
    model: Model, zones: list[tuple]
) -> None:
    span = at("2016-12-31 12:00"), at("2017-01-02 12:00")
    assert waited(model, zones, span, TEN_TO_SIX) == (2 * 86400, None)
    span = at("2021-06-28 12:00"), at("2021-06-29 12:00")
    until = [("*", "*", "*", "erp", dt.date(2021, 1, 1), dt.date(2021, 6, 28))]
    assert waited(model, zones, span, TEN_TO_SIX, policies=until) == (86400, None)


def test_an_answer_before_the_question_is_no_wait(model: Model, zones: list[tuple]) -> None:
    with pytest.raises(ValueError, match="not enough values to unpack"):
        waited(model, zones, (at("2021-06-28 12:00"), at("2021-06-28 11:59")), TEN_TO_SIX)


KINDS = ("working_day", "day_off", "holiday", *WEEKDAYS)
SPECIAL = ((dt.date(2026, 3, 28), True), (dt.date(2026, 3, 30), False), (dt.date(2026, 10, 26), False))
SPECIAL_CALENDAR = calendar(*SPECIAL)
SPRING, AUTUMN = at("2026-03-26 00:00"), at("2026-10-22 00:00")


@settings(max_examples=60, deadline=None)
@given(
    lines=st.lists(
        st.tuples(st.sampled_from(KINDS), st.integers(5, 23), st.integers(1, 19)), max_size=6, unique_by=lambda x: x[0]
    ),
    season=st.sampled_from([SPRING, AUTUMN]),
    begin=st.integers(0, 4 * 24 * 60),
    length=st.integers(0, 3 * 24 * 60),
    seconds=st.integers(0, 59),
)
def test_every_minute_is_in_the_hours_or_is_not(  # noqa: PLR0913, PLR0917 - what is drawn
    model: Model,
    zones: list[tuple],
    lines: list[tuple[str, int, int]],
    season: dt.datetime,
    begin: int,
    length: int,
    seconds: int,
) -> None:
    kinds = {kind: (first, min(24, first + hours)) for kind, first, hours in lines}
    for wide, narrow in (("working_day", WEEKDAYS[:5]), ("day_off", ("holiday", *WEEKDAYS[5:]))):
        if wide in kinds:
            kinds = {kind: hours for kind, hours in kinds.items() if kind not in narrow}
    schedules = [("x", kind, f"{first:02}:00", f"{last:02}:00") for kind, (first, last) in kinds.items()]
    zone, days = ZoneInfo(BERLIN), SPECIAL_CALENDAR
    first = (season + dt.timedelta(minutes=begin)).replace(tzinfo=zone).astimezone(UTC)
    last = first + dt.timedelta(minutes=length, seconds=seconds)
    is_working = {day: works for _, day, works, _, _ in days}
    open_seconds, instant = 0, first
    while instant < last:
        local = instant.astimezone(zone)
        works, special = is_working[local.date()], local.date() in dict(SPECIAL)
        names = {"working_day"} if works else {"day_off"} | ({"holiday"} if special else set())
        names |= set() if special else {WEEKDAYS[local.weekday()]}
        if any(kinds[name][0] <= local.hour < kinds[name][1] for name in names & kinds.keys()):
            open_seconds += min(60, int((last - instant).total_seconds()))
        instant += dt.timedelta(minutes=1)
    policies = [("*", "*", "*", "x", *ALWAYS)]
    found = waited(model, zones, (first, last), schedules, zone=BERLIN, days=days, policies=policies)
    assert found == ((last - first).total_seconds(), open_seconds)
