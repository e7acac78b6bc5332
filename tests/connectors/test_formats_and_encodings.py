"""Every format, packing and encoding lands the same rows."""

import csv
import gzip
import io
import json
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pytest
from landing_desk import COLUMNS, HEADER, Desk, rejects, rows

from orchestration.errors import ScorehouseError

TEXT = HEADER + 'a1,"王伟, ""上海""",1.50,3,2026-03-01\na2,,,,\n'
ROWS = [("a1", '王伟, "上海"', Decimal("1.50"), 3, date(2026, 3, 1)), ("a2", None, None, None, None)]


def zipped(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("folder/", b"")
        archive.writestr("folder/deals.csv", content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "encoding"),
    [
        ("deals.csv", TEXT.encode(), "utf-8"),
        ("deals.csv", TEXT.replace("\n", "\r\n").encode(), "utf-8"),
        ("deals.csv", TEXT.encode("utf-8-sig"), "utf-8"),
        ("deals.csv", ('"id"' + TEXT.removeprefix("id")).encode("utf-8-sig"), "utf-8"),
        ("deals.csv", TEXT.encode("utf-16"), "utf-16"),
        ("deals.csv", TEXT.encode("gb18030"), "gb18030"),
        ("deals.csv", TEXT.encode("gbk"), "gbk"),
        ("deals.csv.gz", gzip.compress(TEXT.encode(), mtime=0), "utf-8"),
        ("deals.csv.gz", gzip.compress(TEXT.encode("gb18030"), mtime=0), "gb18030"),
        ("deals.csv.zip", zipped(TEXT.encode()), "utf-8"),
        ("deals.csv.zip", zipped(TEXT.encode("utf-8-sig")), "utf-8"),
    ],
)
def test_delimited_text_lands_from_every_packing_and_encoding(
    desk: Desk, name: str, content: bytes, encoding: str
) -> None:
    landed = desk.land(content, name, encoding=encoding)
    assert (rejects(landed), rows(landed)) == ([], ROWS)
    assert landed.manifest["input_bytes"] == len(content)


def test_latin_1_lands(desk: Desk) -> None:
    landed = desk.land((HEADER + "a1,Müller,1,1,2026-03-01\n").encode("latin-1"), encoding="latin-1")
    assert rows(landed, "name") == [("Müller",)]


@pytest.mark.parametrize("delimiter", [";", "|"])
def test_csv_lands_with_another_delimiter_damaged_rows_apart(desk: Desk, delimiter: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(csv.reader(io.StringIO(TEXT)))
    assert rows(desk.land(out.getvalue(), delimiter=delimiter)) == ROWS
    damaged = desk.land(out.getvalue() + delimiter.join(("a3", "x", "1")) + "\n", delimiter=delimiter)
    assert (rows(damaged), len(rejects(damaged))) == (ROWS, 1)


def test_a_file_with_an_undeclared_delimiter_is_told_so(desk: Desk) -> None:
    sentence = (
        "deals.csv has 'id;name;amount;seats;opened_on' for a column; declare the delimiter that separates its "
        "columns, or deliver it as declared."
    )
    with pytest.raises(ScorehouseError, match=re.escape(sentence)):
        desk.land(HEADER.replace(",", ";") + "a1;x;1;1;2026-03-01\n")


def test_windows_text_lands_with_its_euro_sign(desk: Desk) -> None:
    landed = desk.land((HEADER + "a1,100 €,1,1,2026-03-01\n").encode("cp1252"), encoding="cp1252")
    assert rows(landed, "name") == [("100 €",)]


@pytest.mark.parametrize("name", ["deals.csv", "deals.jsonl", "deals.parquet", "deals.xlsx"])
def test_a_column_lands_under_its_declared_name_whatever_files_call_it(desk: Desk, tmp_path: Path, name: str) -> None:
    headers = ["客户编号", "Größe in €", "amount", "seats", "opened_on"]
    row = ["a1", "groß", "1.50", "3", "2026-03-01"]
    path = tmp_path / name
    if name.endswith("csv"):
        path.write_text(f"{','.join(headers)}\n{','.join(row)}\n", encoding="utf-8")
    elif name.endswith("jsonl"):
        path.write_text(json.dumps(dict(zip(headers, row, strict=True))) + "\n", encoding="utf-8")
    elif name.endswith("parquet"):
        columns = ", ".join(f"'{value}' as \"{header}\"" for header, value in zip(headers, row, strict=True))
        duckdb.execute(f"copy (select {columns}) to '{path}' (format parquet)")
    else:
        book = openpyxl.Workbook()
        for cells in (headers, row):
            book.active.append(cells)
        book.save(path)
    called = {"id": "客户编号", "name": "Größe in €"}
    landed = desk.land(path.read_bytes(), name, format=name.rpartition(".")[2], headers=called)
    assert rows(landed) == [("a1", "groß", Decimal("1.50"), 3, date(2026, 3, 1))]
    assert landed.manifest["new_columns"] == []


def test_tsv_lands(desk: Desk) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter="\t").writerows(csv.reader(io.StringIO(TEXT)))
    landed = desk.land(out.getvalue(), "deals.tsv", format="tsv")
    assert (rejects(landed), rows(landed)) == ([], ROWS)


def test_json_lines_land_and_faulty_lines_are_rejected(desk: Desk) -> None:
    lines = [
        '{"id": "a1", "name": "王伟, \\"上海\\"", "amount": 1.50, "seats": 3, "opened_on": "2026-03-01", "tag": [1]}',
        '{"id": "a3", broken',
        "",
        '{"id": "a2", "name": null, "amount": ""}',
        "[1, 2]",
        '{"id": "a4", "name": "x\\u0000y"}',
        '{"id": "a5", "seats": "many"}',
    ]
    landed = desk.land("\n".join(lines), "deals.jsonl", format="jsonl")
    assert rows(landed) == [(*ROWS[0], "[1]"), (*ROWS[1], None)]
    assert rejects(landed) == [
        (2, "is not valid JSON", lines[1]),
        (5, "is not a JSON object", lines[4]),
        (6, "holds a NUL byte", lines[5]),
        (7, "seats many is not an integer", lines[6]),
    ]
    assert landed.manifest["new_columns"] == ["tag"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_json_lines_land_from_other_encodings(desk: Desk, encoding: str) -> None:
    line = '{"id": "a1", "name": "王伟", "amount": 1, "seats": 1, "opened_on": "2026-03-01"}\n \n'
    content, declared = (line + line.replace("a1", "a2")).encode(encoding), encoding.removesuffix("-sig")
    landed = desk.land(content, "deals.jsonl", format="jsonl", encoding=declared)
    assert rows(landed, "id, name") == [("a1", "王伟"), ("a2", "王伟")]


def test_json_lines_without_a_single_object_are_a_failed_delivery(desk: Desk) -> None:
    sentence = (
        "deals.jsonl: nothing can be used of 2 rows (line 1 is not valid JSON); "
        "correct the declaration of deals or have it delivered as declared."
    )
    with pytest.raises(ScorehouseError, match=f"^{re.escape(sentence)}$"):
        desk.land("oops\n[1]\n", "deals.jsonl", format="jsonl")


def test_an_empty_file_of_json_lines_is_a_delivery_without_rows(desk: Desk) -> None:
    assert desk.land("", "deals.jsonl", format="jsonl").manifest["rows_read"] == 0


def test_parquet_lands_with_other_types_and_faulty_rows_are_rejected_without_a_line(desk: Desk) -> None:
    path = desk.extracts / "source.parquet"
    duckdb.sql(
        "SELECT * FROM (VALUES ('a1', '王伟, \"上海\"', 1.5::DOUBLE, '3', DATE '2026-03-01'), "
        "(NULL, '', 1, '1', NULL), ('a2', '', NULL, NULL, NULL)) AS t(id, name, amount, seats, opened_on)"
    ).write_parquet(str(path))
    landed = desk.land(path.read_bytes(), "deals.parquet", format="parquet")
    assert rows(landed) == ROWS
    assert rejects(landed) == [
        (None, "key is missing: id", '{"id":null,"name":"","amount":1.0,"seats":"1","opened_on":null}')
    ]


def test_instants_of_parquet_with_a_zone_land_as_local_time_of_the_source(desk: Desk) -> None:
    path = desk.extracts / "source.parquet"
    duckdb.sql("SELECT 'a1' AS id, TIMESTAMPTZ '2026-03-02 01:30:00+00' AS opened_at").write_parquet(str(path))
    columns = {"id": "varchar", "opened_at": "timestamp"}
    landed = desk.land(path.read_bytes(), "deals.parquet", format="parquet", columns=columns)
    assert rows(landed) == [("a1", datetime(2026, 3, 2, 9, 30))]


def test_the_first_sheet_of_a_workbook_lands(desk: Desk) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in [HEADER.strip().split(","), *ROWS, [None] * 5, ["a4", "x", 1, "many", datetime(2026, 3, 1)]]:
        sheet.append(list(row))
    for number in range(5, 15):
        sheet.append([f"a{number}", "two\nlines", 2.0, 4.0, datetime(2026, 3, 1)])
    sheet.append([None] * 5)
    book.create_sheet().append(["ignored"])
    out = io.BytesIO()
    book.save(out)
    landed = desk.land(out.getvalue(), "deals.xlsx", format="xlsx", date_format="%d.%m.%Y")
    assert rows(landed)[:3] == [*ROWS, ("a5", "two\nlines", 2, 4, date(2026, 3, 1))]
    assert rejects(landed) == [(5, "seats many is not an integer", "a4,x,1,many,01.03.2026")]


def test_day_first_dates_land_as_declared(desk: Desk) -> None:
    columns = {"id": "varchar", "opened_at": "timestamp"}
    landed = desk.land("id,opened_at\na1,29/2/2016 01:16\n", columns=columns, timestamp_format="%d/%m/%Y %H:%M")
    assert rows(landed) == [("a1", datetime(2016, 2, 29, 1, 16))]


def test_an_optional_column_may_be_absent(desk: Desk) -> None:
    columns = {"id": "varchar", "seats": "integer"}
    landed = desk.land("id\na1\n", columns=columns, optional=["seats"])
    assert rows(landed) == [("a1", None)]


def test_columns_are_the_declared_ones_in_declared_order(desk: Desk) -> None:
    landed = desk.land(TEXT)
    assert [column["name"] for column in landed.manifest["columns"]] == list(COLUMNS)
