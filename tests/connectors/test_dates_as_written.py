"""Dates and times as people and exporters write them: as declared they land, others are rejected with a reason."""

from datetime import datetime

import pytest
from landing_desk import Desk, rejects, rows

from orchestration.errors import ScorehouseError

ISO, GERMAN, AMERICAN, CHINESE = "%Y-%m-%d %H:%M:%S", "%d.%m.%Y %H:%M", "%m/%d/%Y %I:%M %p", "%Y年%m月%d日 %H:%M"
# A day of the eras of Buddha, of the Republic, of the Hijra and of Iran, all of it about 2 March 2026.
OTHER_CALENDARS = ("2569-03-02", "0115-03-02", "1447-09-12", "1404-12-11")
OTHER_ROWS = "".join(f"b{number},\n" for number in range(4))
COLUMNS = {"id": "varchar", "seen": "timestamp"}


@pytest.mark.parametrize(
    ("form", "written", "meant"),
    [
        (ISO, "2026-3-2 10:00:00", "2026-03-02 10:00"),
        (ISO, " 2026-03-02  10:00:00 ", "2026-03-02 10:00"),
        (ISO, "2026-03-02\u00a010:00:00", "2026-03-02 10:00"),
        (ISO, "\u200e2026-03-02 10:00:00\u2003", "2026-03-02 10:00"),
        (ISO, "'2026-03-02 10:00:00", "2026-03-02 10:00"),
        (ISO, '=""2026-03-02 10:00:00""', "2026-03-02 10:00"),
        (ISO, "2028-02-29 00:00:00", "2028-02-29 00:00"),
        (GERMAN, "2.3.2026 9:05", "2026-03-02 09:05"),
        (AMERICAN, "3/2/2026 1:05 pm", "2026-03-02 13:05"),
        (AMERICAN, "03/02/2026 12:05 AM", "2026-03-02 00:05"),
        (AMERICAN, "03/02/2026 12:05\u202fPM", "2026-03-02 12:05"),
        (CHINESE, "2026年3月2日 9:05", "2026-03-02 09:05"),
        ("%d %b %Y %H:%M", "02 Mar 2026 10:00", "2026-03-02 10:00"),
        ("%Y%m%d%H%M%S", "20260302100000", "2026-03-02 10:00"),
        ("%Y-%m-%dT%H:%M:%SZ", "2026-03-02T10:00:00Z", "2026-03-02 10:00"),
    ],
)
def test_a_time_written_as_declared_lands_as_meant(desk: Desk, form: str, written: str, meant: str) -> None:
    landed = desk.land(f'id,seen\na1,"{written}"\n', columns=COLUMNS, timestamp_format=form)
    assert rows(landed, "seen") == [(datetime.fromisoformat(meant),)]


@pytest.mark.parametrize(
    ("form", "written"),
    [
        *((ISO, day) for day in ("2026-02-29 10:00:00", "2026-04-31 10:00:00", "2026-00-10 10:00:00")),
        *((ISO, day) for day in ("0000-00-00 00:00:00", "20226-03-02 10:00:00", "02026-03-02 10:00:00")),
        *((ISO, day) for day in ("26-03-02 10:00:00", "2026-03-02 24:00:00", "2026-03-02 10:00:60", "2026-03-02")),
        *((ISO, day) for day in ("2026-03-02T10:00:00", "2026-03-02 10:00:00Z", "2026-03-02 10:00:00.123")),
        *((ISO, day) for day in ("46083.4166", "1772445600", "now", "infinity", "-2026-03-02 10:00:00")),
        # Of other calendars and scripts: the eighth year of Reiwa, 115 of the Republic, 12 Ramadan 1447.
        *((ISO, day) for day in ("令和8年3月2日 10:00", "115-03-02 10:00:00", "١٤٤٧-٠٩-١٢ 10:00:00")),
        *((ISO, day) for day in ("２０２６-03-02 10:00:00", "2026-W10-1 10:00:00", "2026-061 10:00:00")),
        *((GERMAN, day) for day in ("02.03.26 10:00", "31.04.2026 10:00", "02.Mrz.2026 10:00", "02.03.2026 10:00 Uhr")),
        *((AMERICAN, day) for day in ("13/02/2026 1:05 PM", "03/02/2026 13:05 PM", "03/02/2026 0:05 AM")),
        *((AMERICAN, day) for day in ("03/02/2026 1:05 p.m.", "03/02/2026 13:05")),
        *((CHINESE, day) for day in ("二〇二六年三月二日 09:05", "2026年3月2日 上午 9:05", "2026年３月２日 09:05")),
    ],
)
def test_a_time_written_in_another_way_is_rejected(desk: Desk, form: str, written: str) -> None:
    landed = desk.land(f"id,seen\na1,{written}\n{OTHER_ROWS}b9,{datetime(2026, 3, 2, 10):{form}}\n",
                       columns=COLUMNS, timestamp_format=form)  # fmt: skip
    assert [reason for _, reason, _ in rejects(landed)] == [f"seen {written} is not a timestamp written {form}"]


@pytest.mark.parametrize("written", OTHER_CALENDARS)
@pytest.mark.parametrize(("kind", "time"), [("date", ""), ("timestamp", " 10:00:00")])
def test_a_day_of_another_calendar_is_rejected_though_it_is_written_as_declared(
    desk: Desk, written: str, kind: str, time: str
) -> None:
    text = f"id,seen\na1,{written}{time}\n{OTHER_ROWS}b9,2026-03-02{time}\n"
    landed = desk.land(text, columns=COLUMNS | {"seen": kind}, timestamp_format=ISO)
    said = "is a date of another calendar; have it delivered in the Gregorian one"
    assert rejects(landed) == [(2, f"seen {written}{time} {said}", f"a1,{written}{time}")]
    assert len(rows(landed)) == 5


@pytest.mark.parametrize(
    "written", ["0001-01-01", "1753-01-01", "1900-01-01", "2206-03-02", "2999-12-31", "9999-12-31"]
)
def test_a_day_that_is_far_away_or_means_none_lands(desk: Desk, written: str) -> None:
    landed = desk.land(f"id,seen\na1,{written}\n", columns=COLUMNS | {"seen": "date"})
    assert rows(landed, "cast(seen as varchar)") == [(written,)]


def test_a_file_of_another_calendar_is_refused_with_the_first_day_of_it(desk: Desk) -> None:
    days = "".join(f"a{number},{2560 + number}-03-02\n" for number in range(8))
    with pytest.raises(ScorehouseError) as refused:
        desk.land(f"id,seen\n{days}b1,2026-03-02\nb2,\n", columns=COLUMNS | {"seen": "date"})
    assert str(refused.value) == (
        "deals.csv: seen 2560-03-02 is a date of another calendar; have it delivered in the Gregorian one. "
        "It is so in 8 of 10 rows."
    )
