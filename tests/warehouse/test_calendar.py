"""Working days, deadlines and zones against chinese_calendar, zoneinfo and a slow plain computation."""

import datetime as dt
from functools import cache
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from warehouse_home import Home

ONE = dt.timedelta(days=1)
FIRST, LAST = dt.date(2021, 1, 1), dt.date(2026, 12, 31)
YEARS = [FIRST + number * ONE for number in range((LAST - FIRST).days + 1)]
BERLIN = "Europe/Berlin"
ZONES = {"Asia/Shanghai", "Asia/Tokyo", BERLIN, "UTC"}
Days = dict[str, dict[dt.date, tuple]]


def is_working(calendar: str, day: dt.date) -> bool:
    if calendar == "CN" and day <= LAST:  # the days of 2027 are not announced
        return chinese_calendar.is_workday(day)
    return day.isoweekday() <= 5


@cache
def next_working(calendar: str, day: dt.date) -> dt.date:
    day += ONE
    # New Year's Day is a holiday whatever will be announced.
    while not is_working(calendar, day) or (calendar == "CN" and day == dt.date(2027, 1, 1)):
        day += ONE
    return day


@pytest.fixture(scope="module")
def calendar_days(built: Home) -> Days:
    rows = built.warehouse("""
        select calendar, date, is_working_day, next_working_date, working_days_before, day_kind, status
        from intermediate.int_calendar_days order by date
    """).fetchall()
    found: Days = {}
    for calendar, day, *rest in rows:
        found.setdefault(calendar, {})[day] = tuple(rest)
    return found


@pytest.mark.parametrize("calendar", ["CN", "WEEKDAYS"])
def test_every_day_is_a_working_day_or_not_as_announced(calendar_days: Days, calendar: str) -> None:
    found = {day: calendar_days[calendar][day][0] for day in YEARS}
    assert found == {day: is_working(calendar, day) for day in YEARS}


@pytest.mark.parametrize("calendar", ["CN", "WEEKDAYS"])
def test_the_next_working_day_and_the_count_of_working_days_before(calendar_days: Days, calendar: str) -> None:
    days = calendar_days[calendar]
    assert {day: days[day][1] for day in YEARS} == {day: next_working(calendar, day) for day in YEARS}
    count = days[FIRST][2]
    for day in YEARS:
        assert days[day][2] == count
        count += is_working(calendar, day)


def test_days_are_called_what_they_are(calendar_days: Days) -> None:
    for day, (working, _, _, kind, status) in calendar_days["CN"].items():
        expected = ("working day", "make-up workday") if working else ("holiday", "weekend")
        assert kind in expected
        assert (kind == "make-up workday") == (working and day.isoweekday() > 5)
        assert status == ("provisional" if day.year == 2027 else "official")


def test_the_make_up_saturday_and_the_spring_festival_of_2026(calendar_days: Days) -> None:
    days = calendar_days["CN"]
    assert days[dt.date(2026, 2, 14)][:2] == (True, dt.date(2026, 2, 24))
    assert days[dt.date(2026, 2, 13)][:2] == (True, dt.date(2026, 2, 14))
    assert {days[dt.date(2026, 2, number)][0] for number in range(15, 24)} == {False}


@given(data=st.data())
def test_the_next_working_day_is_the_first_later_one_and_never_goes_back(
    calendar_days: Days, data: st.DataObject
) -> None:
    days = calendar_days[data.draw(st.sampled_from(["CN", "WEEKDAYS"]))]
    known = [day for day in days if days[day][1] is not None]
    earlier, later = sorted((data.draw(st.sampled_from(known)), data.draw(st.sampled_from(known))))
    following = days[earlier][1]
    assert earlier < following
    assert days[following][0]
    assert not any(days[earlier + number * ONE][0] for number in range(1, (following - earlier).days))
    assert following <= days[later][1]


def test_every_deadline_is_half_past_nine_of_the_next_working_day_where_the_person_is(built: Home) -> None:
    rows = built.warehouse(f"""
        select days.calendar, deadlines.time_zone, days.date, deadlines.deadline_at
        from intermediate.int_calendar_days as days
        inner join intermediate.int_entry_deadlines as deadlines
            on days.calendar = deadlines.calendar and days.next_working_date = deadlines.due_date
        where deadlines.cutoff_time = '09:30' and days.date between '{FIRST}' and '{LAST}'
    """).fetchall()
    found = {(calendar, zone, day): deadline for calendar, zone, day, deadline in rows}
    expected = {
        (calendar, zone, day): dt.datetime.combine(next_working(calendar, day), dt.time(9, 30), ZoneInfo(zone))
        .astimezone(dt.UTC)
        .replace(tzinfo=None)
        for calendar in ("CN", "WEEKDAYS")
        for zone in {zone for _, zone, _ in found}
        for day in YEARS
    }
    assert {"Asia/Shanghai", "Asia/Tokyo", "Europe/Berlin"} <= {zone for _, zone, _ in found} <= ZONES
    assert len(rows) == len(found)
    assert found == expected


def seconds_from_utc(zone: str, instant: dt.datetime) -> int:
    offset = instant.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(zone)).utcoffset()
    assert offset is not None
    return int(offset.total_seconds())


def test_a_zone_is_as_far_from_utc_as_it_is_said_to_be_also_where_its_clocks_change(built: Home) -> None:
    rows = built.warehouse("""
        select time_zone, utc_date, offset_seconds, later_offset_seconds, changes_at from intermediate.int_zone_days
    """).fetchall()
    changes: list[tuple[str, int]] = []
    for zone, day, offset, later_offset, changes_at in rows:
        midnight = dt.datetime.combine(day, dt.time())
        assert offset == seconds_from_utc(zone, midnight)
        assert later_offset == seconds_from_utc(zone, midnight + ONE)
        assert (changes_at is None) == (offset == later_offset)
        if changes_at is not None and midnight < changes_at < midnight + ONE:
            changes.append((zone, day.year))
            assert seconds_from_utc(zone, changes_at - dt.timedelta(minutes=1)) == offset
            assert seconds_from_utc(zone, changes_at) == later_offset
    years = {day.year for _, day, *_ in rows}
    assert years == set(range(min(years), max(years) + 1)) >= set(range(1930, 2028))
    since = {year for year in years if year > 1991}  # of the zones in use only Berlin's clocks change since then
    assert sorted(change for change in changes if change[1] in since) == sorted(2 * [(BERLIN, y) for y in since])
    assert ("Asia/Shanghai", 1986) in changes
