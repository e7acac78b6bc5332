"""Numbers land with the precision that the source declares, and with all the digits that were delivered."""

import io
import json
from decimal import Decimal

import duckdb
import openpyxl
import pytest
from landing_desk import Desk, rejects, rows

from orchestration.errors import ScorehouseError

COLUMNS = {"id": "varchar", "amount": "decimal(18,2)"}
EXACT = {
    "10": "10.00",
    "10.5": "10.50",
    "10.50": "10.50",
    "10.5000": "10.50",
    "1e3": "1000.00",
    "1.25E+1": "12.50",
    "125e-2": "1.25",
    ".5": "0.50",
    "-0.01": "-0.01",
    "+7.": "7.00",
    "1234567890123456.78": "1234567890123456.78",
}
INEXACT = ["10.006", "10.0060", "1234.505", "0.001", "1.2345e1", "1e-3", "99.999", "10.00000000000001"]


@pytest.mark.parametrize("written", EXACT)
def test_a_decimal_lands_with_its_digits(desk: Desk, written: str) -> None:
    assert rows(desk.land(f"id,amount\na1,{written}\n", columns=COLUMNS)) == [("a1", Decimal(EXACT[written]))]


@pytest.mark.parametrize("written", INEXACT)
def test_a_decimal_with_more_digits_than_declared_is_rejected_and_not_rounded(desk: Desk, written: str) -> None:
    landed = desk.land(f"id,amount\na1,{written}\na2,1\n", columns=COLUMNS)
    assert [reason for _, reason, _ in rejects(landed)] == [f"amount {written} is not a decimal(18,2)"]


def test_it_lands_where_its_digits_are_declared(desk: Desk) -> None:
    landed = desk.land("id,amount\na1,10.0060\n", columns=COLUMNS | {"amount": "decimal(18,4)"})
    assert rows(landed) == [("a1", Decimal("10.0060"))]


@pytest.mark.parametrize(
    ("value", "landed_as"),
    [
        ("10.5::double", "10.50"),
        ("(0.1 + 0.2)::double", "0.30"),  # as far as a floating-point number knows its digits
        ("1234.1::double", "1234.10"),
        ("10.5::float", "10.50"),
        ("10.5000::decimal(18,4)", "10.50"),
        ("10::bigint", "10.00"),
        ("10.006::double", None),
        ("10.006::float", None),
        ("10.0060::decimal(18,4)", None),
    ],
)
def test_numbers_of_parquet_land_as_exactly_as_their_type_knows_them(
    desk: Desk, value: str, landed_as: str | None
) -> None:
    path = desk.extracts / "made.parquet"
    duckdb.sql(f"select * from (values ('a1', {value}), ('a2', 1)) as t(id, amount)").write_parquet(str(path))
    landed = desk.land(path.read_bytes(), "deals.parquet", format="parquet", columns=COLUMNS)
    found = dict(rows(landed))
    assert (found.get("a1"), len(rejects(landed))) == (Decimal(landed_as) if landed_as else None, landed_as is None)


@pytest.mark.parametrize("written", ["1234567890123456.78", "0.12", "-1234567890123456.7800", "1234567890123456"])
def test_a_number_of_json_keeps_digits_that_floating_point_would_lose(desk: Desk, written: str) -> None:
    line = f'{{"id": "a1", "amount": {written}, "note": "1234567890123456.7890123"}}'
    landed = desk.land(line, "deals.jsonl", format="jsonl", columns=COLUMNS | {"note": "varchar"})
    assert rows(landed) == [("a1", Decimal(written), "1234567890123456.7890123")]


@pytest.mark.parametrize("value", [3.3000000000000003, 10.5, 1234.1, 7, 1e3])
def test_a_number_of_excel_lands_with_the_digits_that_excel_shows(desk: Desk, value: float) -> None:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in (["id", "amount"], ["a1", value]):
        book.active.append(row)
    book.save(out)
    landed = desk.land(out.getvalue(), "deals.xlsx", format="xlsx", columns=COLUMNS)
    assert rows(landed) == [("a1", round(Decimal(value), 2))]


@pytest.mark.parametrize(
    "text",
    [
        '[{"id": "a1", "amount": 1}, {"id": "a2", "amount": 2}]',
        '[\n  {"id": "a1",\n   "amount": 1},\n  {"id": "a2", "amount": 2}\n]\n',
        ' [{"id":"a1","amount":1}\n,{"id":"a2","amount":2}] \n\n',
        '\ufeff[{"id": "a1", "amount": 1, "tags": ["]", {"x": "},"}]}, {"id": "a2", "amount": 2}]',
        json.dumps([{"id": "a1", "amount": 1, "note": "x" * 3_000_000}, {"id": "a2", "amount": 2}], indent=1),
    ],
)
def test_an_array_of_objects_is_as_many_records(desk: Desk, text: str) -> None:
    landed = desk.land(text, "deals.jsonl", format="jsonl", columns=COLUMNS)
    assert (rows(landed, "id, amount"), landed.manifest["rows_read"]) == ([("a1", 1), ("a2", 2)], 2)


def test_elements_of_an_array_are_rejected_with_the_line_they_begin_in(desk: Desk) -> None:
    text = '[\n{"id": "a1", "amount": 1},\n{"id":\n  "a2",\n"amount": "x"},\n7\n]'
    landed = desk.land(text, "deals.jsonl", format="jsonl", columns=COLUMNS)
    assert [(line, reason) for line, reason, _ in rejects(landed)] == [
        (3, "amount x is not a decimal(18,2)"),
        (6, "is not a JSON object"),
    ]


@pytest.mark.parametrize("text", ["[]", " [ \n ] "])
def test_an_empty_array_is_a_delivery_without_rows(desk: Desk, text: str) -> None:
    assert desk.land(text, "deals.jsonl", format="jsonl").manifest["rows_read"] == 0


LOST = "is a number that has lost its last digits; have it delivered as text"
COLUMNS_OF_TEXT = {"id": "varchar", "name": "varchar"}
IDS = {"id": "varchar", "account_id": "varchar", "seats": "bigint"}


@pytest.mark.parametrize(
    ("value", "landed_as"),
    [
        ("9007199254740991::double", "9007199254740991"),
        ("9007199254740993::double", None),  # which is 9007199254740992 here
        ("622202020000123456::double", None),
        ("622202020000123456::bigint", "622202020000123456"),
        ("16777215::float", "16777215"),
        ("16777217::float", None),
        ("1e300::double", "1e+300"),  # no id
    ],
)
@pytest.mark.parametrize("column", ["id", "account_id"])
def test_an_id_that_is_a_floating_point_number_lands_with_all_its_digits_or_not_at_all(
    desk: Desk, value: str, landed_as: str | None, column: str
) -> None:
    path, other = desk.extracts / "made.parquet", "account_id" if column == "id" else "id"
    duckdb.sql(f"select * from (values ({value}, 'x', 1), (1, 'y', 2)) as t({column}, {other}, seats)").write_parquet(
        str(path)
    )
    landed = desk.land(path.read_bytes(), "deals.parquet", format="parquet", columns=IDS)
    assert rows(landed, column) == ([(landed_as,)] if landed_as else []) + [("1",)]
    assert [reason.split(" ", 2)[::2] for _, reason, _ in rejects(landed)] == ([] if landed_as else [[column, LOST]])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["a1", 622202020000123456.0, 1], f"account_id 6.22202020000123E+17 {LOST}"),
        ([622202020000123456.0, "x", 1], f"id 6.22202020000123E+17 {LOST}"),
        (["a1", "x", 622202020000123456.0], "seats 6.22202020000123E+17 is not a bigint"),
    ],
)
def test_an_id_of_a_spreadsheet_that_has_lost_digits_is_rejected(
    desk: Desk, row: list[str | float], reason: str
) -> None:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for cells in (["id", "account_id", "seats"], row, ["a2", 12345678901, 2], ["a3", 123456789012345, 3]):
        book.active.append(cells)
    book.save(out)
    landed = desk.land(out.getvalue(), "deals.xlsx", format="xlsx", columns=IDS)
    assert [said for _, said, _ in rejects(landed)] == [reason]
    assert rows(landed, "account_id") == [("12345678901",), ("123456789012345",)]


def test_a_key_that_a_spreadsheet_has_shortened_is_rejected_and_a_text_stays(desk: Desk) -> None:
    landed = desk.land("id,name\n6.222E+17,x\na2,6.222E+17\n1E5,y\n", columns=COLUMNS_OF_TEXT)
    assert [said for _, said, _ in rejects(landed)] == [f"id 6.222E+17 {LOST}"]
    assert rows(landed) == [("a2", "6.222E+17"), ("1E5", "y")]


def test_a_file_whose_ids_are_shortened_is_refused_with_one_of_them(desk: Desk) -> None:
    with pytest.raises(ScorehouseError) as refused:
        desk.land("id,name\n" + "".join(f"6.22{number}E+17,x\n" for number in range(5)), columns=COLUMNS_OF_TEXT)
    assert str(refused.value) == f"deals.csv: id 6.220E+17 {LOST}. It is so in 5 of 5 rows."
