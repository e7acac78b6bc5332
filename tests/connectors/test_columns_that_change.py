"""Columns that come, go, move or change their type, from one delivery to the next."""

import re
from datetime import date

import pytest
from landing_desk import COLUMNS, HEADER, Desk, rows

from orchestration.errors import ScorehouseError

ROW = "a1,x,1,1,2026-03-01\n"


def test_a_renamed_column_fails_the_entity_and_the_new_name_is_suggested(desk: Desk) -> None:
    sentence = (
        "deals.csv lacks the column amount (renamed to value?) declared for deals; "
        "have it delivered, or correct the declaration."
    )
    with pytest.raises(ScorehouseError, match=re.escape(sentence)):
        desk.land(HEADER.replace("amount", "value") + ROW)


def test_missing_columns_fail_the_entity(desk: Desk) -> None:
    sentence = (
        "deals.csv lacks the columns amount, seats declared for deals; have them delivered, or correct the declaration."
    )
    with pytest.raises(ScorehouseError, match=re.escape(sentence)):
        desk.land("id,name,opened_on\na1,x,2026-03-01\n")


def test_an_added_column_lands_as_text_and_is_reported(desk: Desk) -> None:
    desk.land(HEADER + ROW, day=date(2026, 3, 1))
    landed = desk.land('id,region "x",name,amount,seats,opened_on\na1,007,x,1,1,2026-03-01\n')
    assert landed.manifest["new_columns"] == ['region "x"']
    assert rows(landed)[0] == ("a1", "x", 1, 1, date(2026, 3, 1), "007")
    assert (landed.drift.added, landed.drift.removed, landed.drift.retyped) == (('region "x"',), (), ())


def test_a_declared_type_that_changed_is_reported(desk: Desk) -> None:
    desk.land(HEADER + ROW, day=date(2026, 3, 1))
    landed = desk.land(HEADER + ROW, columns=COLUMNS | {"seats": "bigint"})
    assert landed.drift.retyped == ("seats",)


def test_columns_are_matched_by_name_and_not_by_position(desk: Desk) -> None:
    landed = desk.land("opened_on,seats,amount,name,id\n2026-03-01,1,2,x,a1\n")
    assert rows(landed) == [("a1", "x", 2, 1, date(2026, 3, 1))]


def test_a_column_delivered_twice_fails_the_entity(desk: Desk) -> None:
    sentence = "deals.csv has the column NAME twice; have each column delivered once."
    with pytest.raises(ScorehouseError, match=re.escape(sentence)):
        desk.land(HEADER.replace("\n", ",NAME\n") + ROW.replace("\n", ",y\n"))


def test_a_type_that_no_longer_casts_fails_the_entity_instead_of_rejecting_its_rows(desk: Desk) -> None:
    bad = "".join(f"a{n},x,1,1,{n % 28 + 1:02}/03/2026\n" for n in range(30))
    good = "".join(f"b{n},x,1,1,2026-03-01\n" for n in range(70))
    sentence = (
        "deals.csv: opened_on is not a date written %Y-%m-%d in 30 of 100 rows; "
        "correct the declaration of deals or have it delivered as declared."
    )
    with pytest.raises(ScorehouseError, match=re.escape(sentence)):
        desk.land(HEADER + bad + good)


def test_a_fifth_of_the_rows_may_fail_to_cast_before_the_entity_does(desk: Desk) -> None:
    bad = "".join(f"a{n},x,oops,1,2026-03-01\n" for n in range(20))
    good = "".join(f"b{n},x,1,1,2026-03-01\n" for n in range(80))
    assert desk.land(HEADER + bad + good).manifest["rows_rejected"] == 20


def test_a_single_bad_value_in_a_small_delivery_is_no_drift(desk: Desk) -> None:
    assert desk.land(HEADER + "a1,x,oops,1,2026-03-01\n" + ROW.replace("a1", "a2")).manifest["rows_rejected"] == 1


def test_integers_with_a_zero_fraction_land_and_others_are_not_rounded(desk: Desk) -> None:
    rest = "".join(f"b{n},x,1,1,2026-03-01\n" for n in range(10))
    landed = desk.land(HEADER + "a1,x,1,3.0,2026-03-01\na2,x,1,3.7,2026-03-01\n" + rest)
    assert (rows(landed, "seats")[0], landed.manifest["rows_rejected"]) == ((3,), 1)
