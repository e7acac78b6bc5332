"""Rows that cannot land: rejected with line, reason and text, while all others land."""

import datetime

import duckdb
import pytest
from landing_desk import HEADER, Desk, left_out, rejects, rows

from orchestration.connectors.landing import Landed

GOOD = "a{0},x,1.50,3,2026-03-01\n"
MANY = "".join(GOOD.format(number) for number in range(10, 40))


def test_a_file_with_a_header_only_lands_no_row(desk: Desk) -> None:
    landed = desk.land(HEADER)
    assert (landed.status, rows(landed), rejects(landed)) == ("landed", [], [])


def test_a_header_without_a_line_end_lands_no_row(desk: Desk) -> None:
    assert desk.land(HEADER.rstrip()).manifest["rows_read"] == 0


def test_ragged_lines_are_rejected_with_line_and_number_of_fields(desk: Desk) -> None:
    landed = desk.land(HEADER + GOOD.format(1) + "a2,x\n" + GOOD.format(3) + "a4,x,1,1,2026-03-01,more\n" + MANY)
    assert rejects(landed) == [
        (3, "has 2 fields where the header has 5", "a2,x"),
        (5, "has 6 fields where the header has 5", "a4,x,1,1,2026-03-01,more"),
    ]
    assert len(rows(landed)) == 32


def test_a_delimiter_too_many_at_the_end_of_a_line_costs_nothing(desk: Desk) -> None:
    landed = desk.land(HEADER + "a1,x,1,1,2026-03-01,\na1,y,1,1,2026-03-01,\na2\n")
    assert rows(landed, "id, name") == [("a1", "x")]
    assert [(line, reason) for line, reason, _ in rejects(landed)] == [
        (3, "key id=a1 appears twice; the first row stays"),
        (4, "has 1 field where the header has 5"),
    ]


def test_a_nul_byte_rejects_its_line_alone(desk: Desk) -> None:
    landed = desk.land(HEADER + "a1,x\0y,1,1,2026-03-01\n" + GOOD.format(2))
    assert rejects(landed) == [(2, "holds a NUL byte", "a1,x\\x00y,1,1,2026-03-01")]
    assert rows(landed, "id") == [("a2",)]


def test_a_quote_never_closed_costs_one_line_and_not_the_rest_of_the_file(desk: Desk) -> None:
    landed = desk.land(HEADER + GOOD.format(1) + 'a2,"x,1,1,2026-03-01\n' + GOOD.format(3) + GOOD.format(4))
    assert rejects(landed) == [(3, "a quote opened in name is never closed", 'a2,"x,1,1,2026-03-01')]
    assert rows(landed, "id") == [("a1",), ("a3",), ("a4",)]


def test_a_quote_never_closed_does_not_swallow_the_next_quoted_value(desk: Desk) -> None:
    landed = desk.land(HEADER + 'a1,"x,1,1,2026-03-01\n' + GOOD.format(2) + 'a3,"y, z",1,1,2026-03-01\n')
    assert rejects(landed) == [(2, "a quote opened in name is never closed", 'a1,"x,1,1,2026-03-01')]
    assert rows(landed, "id, name") == [("a2", "x"), ("a3", "y, z")]


def test_text_behind_a_closing_quote_is_rejected(desk: Desk) -> None:
    landed = desk.land(HEADER + 'a1,"he said "hi" to me",1,1,2026-03-01\n' + GOOD.format(2))
    assert rejects(landed) == [(2, "text follows the closing quote of name", 'a1,"he said "hi" to me",1,1,2026-03-01')]


def test_a_quote_within_an_unquoted_value_is_a_letter(desk: Desk) -> None:
    landed = desk.land(HEADER + 'a1,12" pipe,1,1,2026-03-01\n' + GOOD.format(2))
    assert (rejects(landed), rows(landed, "name")) == ([], [('12" pipe',), ("x",)])


def test_a_value_that_does_not_cast_rejects_its_row_and_names_the_column(desk: Desk) -> None:
    bad = "a1,x,1.5.0,3,2026-03-01\na2,x,1,3.7,2026-13-01\na3,x,1_000,0x1F,26-03-01\n"
    landed = desk.land(HEADER + bad + MANY)
    assert rejects(landed) == [
        (2, "amount 1.5.0 is not a decimal(18,2)", "a1,x,1.5.0,3,2026-03-01"),
        (
            3,
            "seats 3.7 is not an integer; opened_on 2026-13-01 is not a date written %Y-%m-%d",
            "a2,x,1,3.7,2026-13-01",
        ),
        (
            4,
            "amount 1_000 is not a decimal(18,2); seats 0x1F is not an integer; "
            "opened_on 26-03-01 is not a date written %Y-%m-%d",
            "a3,x,1_000,0x1F,26-03-01",
        ),
    ]


def test_a_key_that_is_missing_is_rejected(desk: Desk) -> None:
    landed = desk.land(HEADER + ",x,1,1,2026-03-01\n" + GOOD.format(2) + '"",y,1,1,2026-03-01\n')
    assert rejects(landed) == [
        (2, "key is missing: id", ",x,1,1,2026-03-01"),
        (4, "key is missing: id", '"",y,1,1,2026-03-01'),
    ]


def test_a_key_that_comes_twice_keeps_its_first_row(desk: Desk) -> None:
    landed = desk.land(HEADER + GOOD.format(1) + GOOD.format(2) + "a1,y,9,9,2026-03-01\n" + "a1,z,9,9,2026-03-01\n")
    reason = "key id=a1 appears twice; the first row stays"
    assert rejects(landed) == [(4, reason, "a1,y,9,9,2026-03-01"), (5, reason, "a1,z,9,9,2026-03-01")]
    assert rows(landed, "id, name") == [("a1", "x"), ("a2", "x")]


def key_landed(landed: Landed) -> list[bool]:
    """Of each reject, in order, whether its key landed with another row."""
    file = landed.directory / "rejects.parquet"
    return [told for (told,) in duckdb.sql(f"select key_landed from '{file}' order by line").fetchall()]


def test_of_a_snapshot_a_row_whose_key_lands_with_another_row_is_no_lost_record(desk: Desk) -> None:
    twice = "a1,y,9,9,2026-03-01\na2,bad,oops,1,2026-03-01\na9,bad,oops,1,2026-03-01\n,x,1,1,2026-03-01\n"
    landed = desk.land(HEADER + GOOD.format(1) + GOOD.format(2) + twice + MANY)
    assert key_landed(landed) == [True, True, False, False]


def test_changes_are_a_log_in_which_a_key_may_come_with_several_states(desk: Desk) -> None:
    states = "a1,proposal,1,1,2026-03-01\na1,won,1,1,2026-03-01\n"
    landed = desk.land(HEADER + states, delivery="changes")
    assert (rejects(landed), rows(landed, "name")) == ([], [("proposal",), ("won",)])


def test_of_a_state_that_comes_again_in_an_extract_of_changes_the_last_row_stays(desk: Desk) -> None:
    log = "a1,open,1,1,2026-03-01\na1,won,1,1,2026-03-01\na1,open,1.00,1,2026-03-01\n"
    landed = desk.land(HEADER + log, delivery="changes")
    assert rejects(landed) == []
    assert left_out(landed) == [(2, "key id=a1 appears twice; the rows are the same", "a1,open,1,1,2026-03-01")]
    assert rows(landed, "name") == [("won",), ("open",)]


@pytest.mark.parametrize(
    ("log", "states"),
    [
        ("a1,open,1,1,\na1,won,1,1,\na1,lost,1,1,\n", ["open", "won", "lost"]),
        ("a1,open,1,1,\na1,open,2,1,\n", ["open", "open"]),  # another amount
        ("a1,open,1,1,\na2,x,1,1,\na1,open,1,1,\n", ["x", "open"]),
        ("a1,won,1,1,\na1,open,1,1,\na1,won,1,1,\na1,open,1,1,\n", ["won", "open"]),
        ("a1,open,1,1,\na1,,,,\n", ["open", None]),  # emptied
        ("a1 ,open,1,1,\n'a1,won,1,1,\na1.0,x,1,1,\n", ["open", "won", "x"]),
        ("a1,open,1,1,\na1,won,oops,1,\n" + MANY, ["open", *["x"] * 30]),
    ],
)
def test_the_last_states_of_a_log_land_in_their_order(desk: Desk, log: str, states: list[str | None]) -> None:
    assert [name for (name,) in rows(desk.land(HEADER + log, delivery="changes"), "name")] == states


@pytest.mark.parametrize(
    ("again", "is_same"),
    [
        ("a1,x,1.50,3,2026-03-01", True),
        ("a1,x,1.5,3.0,2026-03-01", True),
        (" a1 ,x\u2003,01.50,3,2026-03-01\u00a0", True),
        ('"a1","x","1.500","+3","2026-3-1"', True),
        ("a1,X,1.50,3,2026-03-01", False),
        ("a1,x,1.51,3,2026-03-01", False),
        ("a1,x,1.50,3,", False),
    ],
)
def test_of_a_snapshot_a_repeat_is_left_out_and_another_state_of_a_key_rejected(
    desk: Desk, again: str, is_same: bool
) -> None:
    landed = desk.land(HEADER + GOOD.format(1) + GOOD.format(2) + again + "\n")
    assert rows(landed, "id, name") == [("a1", "x"), ("a2", "x")]
    assert (len(left_out(landed)), len(rejects(landed))) == ((1, 0) if is_same else (0, 1))


def test_rows_that_differ_in_a_new_column_are_two_states(desk: Desk) -> None:
    header = HEADER.replace("\n", ",note\n")
    landed = desk.land(header + "a1,x,1,1,2026-03-01,p\na1,x,1,1,2026-03-01,q\n", delivery="changes")
    assert (rejects(landed), rows(landed, "note")) == ([], [("p",), ("q",)])


def test_a_rejected_row_does_not_take_the_key_from_a_later_good_one(desk: Desk) -> None:
    landed = desk.land(HEADER + "a1,bad,oops,1,2026-03-01\na1,good,1,1,2026-03-01\n" + MANY)
    assert [reason for _, reason, _ in rejects(landed)] == ["amount oops is not a decimal(18,2)"]
    assert rows(landed, "name")[0] == ("good",)


def test_the_line_of_a_reject_is_right_behind_values_of_several_lines(desk: Desk) -> None:
    landed = desk.land(HEADER + 'a1,"two\nlines",1,1,2026-03-01\n' + GOOD.format(2) + "a3,x,oops,1,2026-03-01\n" + MANY)
    assert rejects(landed) == [(5, "amount oops is not a decimal(18,2)", "a3,x,oops,1,2026-03-01")]


def test_the_line_of_a_reject_is_right_behind_blank_lines_and_malformed_ones(desk: Desk) -> None:
    landed = desk.land(HEADER + "\nragged\n\n" + GOOD.format(2) + "a3,x,oops,1,2026-03-01\n" + MANY)
    assert rejects(landed) == [
        (3, "has 1 field where the header has 5", "ragged"),
        (6, "amount oops is not a decimal(18,2)", "a3,x,oops,1,2026-03-01"),
    ]


def test_line_ends_of_two_kinds_in_one_file_land(desk: Desk) -> None:
    landed = desk.land(HEADER + "a1,x,1,1,2026-03-01\r\n" + 'a2,"p\r\nq",1,1,2026-03-01\n')
    assert (rejects(landed), rows(landed, "name")) == ([], [("x",), ("p\r\nq",)])


def test_a_quoted_carriage_return_at_the_start_of_a_damaged_file_is_no_line_end(desk: Desk) -> None:
    landed = desk.land(HEADER + 'a1,"\r",1,1,2026-03-01\nragged\n' + GOOD.format(2), verbatim=["name"])
    assert (rows(landed, "name"), len(rejects(landed))) == ([("\r",), ("x",)], 1)


def test_dates_of_year_1_and_9999_are_dates(desk: Desk) -> None:
    landed = desk.land(HEADER + "a1,x,1,1,0001-01-01\na2,x,1,1,9999-12-31\n")
    assert rejects(landed) == []
    assert rows(landed, "opened_on") == [(datetime.date(1, 1, 1),), (datetime.date(9999, 12, 31),)]


def test_words_that_mean_missing_land_as_null_in_every_column(desk: Desk) -> None:
    landed = desk.land(HEADER + "a1,?,?,NULL,\na2,x,1,1,2026-03-01\n", missing=["?", "NULL"])
    assert (rejects(landed), rows(landed)[0]) == ([], ("a1", None, None, None, None))


def test_an_sql_fragment_as_a_value_lands_as_text(desk: Desk) -> None:
    fragment = "'); DROP TABLE deals; --"
    landed = desk.land(HEADER + f"{fragment},x,1,1,2026-03-01\n{fragment},y,1,1,2026-03-01\n", missing=["' OR 1=1"])
    assert rows(landed, "id") == [(fragment,)]
    assert [reason for _, reason, _ in rejects(landed)] == [f"key id={fragment} appears twice; the first row stays"]


def test_a_file_in_which_every_tenth_line_is_ragged_keeps_all_others(desk: Desk) -> None:
    lines = [GOOD.format(n) if n % 10 else f"a{n},ragged\n" for n in range(50_000)]
    landed = desk.land(HEADER + "".join(lines))
    assert {line for line, _, _ in rejects(landed)} == {n + 2 for n in range(0, 50_000, 10)}
    assert rows(landed, "id") == [(f"a{n}",) for n in range(50_000) if n % 10]


@pytest.mark.parametrize(
    ("spoiled", "lines"),
    [('a2,, "" "x",1,2026-03-01\n', [3, 4]), ('a2,x,1,"\n3" ""\n', [3, 4, 5]), ('a2,x,1,1,"2026-03-01" "', [3, 4])],
)
def test_quotes_that_parsers_understand_differently_cost_their_own_lines(
    desk: Desk, spoiled: str, lines: list[int]
) -> None:
    """Regression: such a line as the last one, behind a reject, ended in a traceback."""
    landed = desk.land(HEADER + GOOD.format(1) + "a9,x,oops,1,2026-03-01\n" + spoiled)
    assert [line for line, *_ in rejects(landed)] == lines
    assert rows(landed, "id") == [("a1",)]
