"""One spelling of the same thing, in any format: values, keys, headers, names of files, words that mean missing."""

import csv
import io
import json
from pathlib import Path

import duckdb
import openpyxl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from landing_desk import HEADER, Desk, left_out, rejects, rows

from orchestration.connectors.deliveries import find_deliveries, survey, unclaimed
from orchestration.errors import ScorehouseError
from orchestration.spelling import DELIMITERS, folded, has_plain_edges, is_plain, spelled, spelled_sql

SAME = [
    ("\u202a+86 138 1234 5672\u202c", "+86 138 1234 5672"),
    ("\u202d13812345671\u202c", "13812345671"),
    ("\u206613812345671\u2069", "13812345671"),
    ("138\u20091234\u20095679", "138 1234 5679"),
    ("C7\u2003", "C7"),
    ("\u3000C7\u3000", "C7"),
    ("\ufeffC7", "C7"),
    ("C\u200b7", "C7"),
    ("C7\u2060\u00ad", "C7"),
    ("C7\u200d", "C7"),
    ("\u00a0C7\t", "C7"),
    ("\u2028C7\u0085", "C7"),
    ("\u2003无\u2003", "无"),
    ("Ku\u0308rzel", "K\u00fcrzel"),
    ("Cafe\u0301 Noir", "Caf\u00e9 Noir"),
    ("\u212bngstro\u0308m", "\u00c5ngstr\u00f6m"),
    ("\u30ab\u3099", "\u30ac"),
    ("'+86 138 1234 5672", "+86 138 1234 5672"),
    ("'13812345671", "13812345671"),
    ("'0012", "0012"),
    ("'-", "-"),
    ("'=1+1", "=1+1"),
    ("'@li", "@li"),
    ("'C7", "C7"),
    ('="00123"', "00123"),
    ('="a ""b"""', 'a "b"'),
    ('="\u200bC7 "', "C7"),
    ("C7\ufe0f", "C7"),
    ("\ufe0eC\ufe007\u200d\ufe0f", "C7"),
    ("C7\U000e0100\U000e0020", "C7"),
    ("\u034fC7\u206a\ufff9", "C7"),
    ("\u3164C7\u2800\uffa0", "C7"),
    ("C\u31647", "C 7"),
    ("无\u2800", "无"),
    ("\x0bC7\x0c", "C7"),
    ("\ufeff\ufeffC\ufeff7", "C7"),
    ("'|C7", "|C7"),
    ("'%5", "%5"),
    ("'＝1", "＝1"),
    ("'＋86 138", "＋86 138"),
    ("'－", "－"),
    ('\'="0012"', "0012"),
    ('="\'0012"', "0012"),
    ("'=\" '0012\"", "0012"),
    ("17.0", "17"),
    ("-3.0", "-3"),
    ("900017.0\u00a0", "900017"),
]
OTHER = [
    "'t Hooft",
    "'Ndrangheta",
    "'12'",
    "O'Brien",
    "17.00",
    "17.5",
    "1.0.0",
    "v2.0",
    "=1+1",
    "0017",
    "１７",
    "a  b",
    "a\nb",
]
OTHER += ["葛\U000e0100城", '=1&"x"', "='C7'", "\u2019C7", "`C7"]
OTHER += ["می‌خواهم", "👨‍👩‍👧", "❤️", "1.38123E+10", ")", "'); --", "Ａ１", "C7", "c7"]


@pytest.mark.parametrize(("written", "normal"), SAME)
def test_what_looks_the_same_is_the_same(written: str, normal: str) -> None:
    assert spelled(written) == normal == spelled(normal)


@pytest.mark.parametrize("text", OTHER)
def test_what_says_something_else_stays_as_it_is(text: str) -> None:
    assert spelled(text) == text


ODD = st.text(
    st.sampled_from(
        [
            *"aB7 -'=\".0+@(\t\n\r,王é无",
            *"\u0308\u200b\u202a\u2003\u00a0\u3000\u200d\ufe0f\u2060²",
            *"\x0b|%＝\u034f\u206f\u2800\u3164\ufffb\U000e0100",
        ]
    ),
    max_size=7,
)


@settings(max_examples=30, deadline=None)
@given(texts=st.lists(ODD, min_size=1, max_size=60))
def test_the_form_is_one_in_python_and_in_sql_and_plain_texts_are_told_rightly(texts: list[str]) -> None:
    with duckdb.connect() as connection:
        connection.execute("create table texts as select unnest(?::varchar[]) as x", [texts])
        found = connection.execute(f"select {spelled_sql('x')}, {spelled_sql('x', plain=True)} from texts").fetchall()
    assert [in_full for in_full, _ in found] == list(map(spelled, texts))
    for text, (_, plainly) in zip(texts, found, strict=True):
        if is_plain(text, text.encode()):
            assert plainly == spelled(text)


CELL = st.text(st.sampled_from([*"aB7 -'=\".0+@(\t\n\r,;|é"]), max_size=5)


@settings(max_examples=400, deadline=None)
@given(
    rows=st.lists(st.lists(CELL, min_size=2, max_size=2), min_size=1, max_size=3),
    delimiter=st.sampled_from(DELIMITERS.decode()),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_a_text_with_plain_edges_has_no_cell_to_mend(
    rows: list[list[str]], delimiter: str, quoting: int, end: str
) -> None:
    cells = [cell for row in rows for cell in row]
    assume(quoting == csv.QUOTE_ALL or "\r" not in "".join(cells))  # bare, it would be part of the line end
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(rows)
    if has_plain_edges(text.getvalue().encode()):
        assert list(map(spelled, cells)) == cells


def test_most_texts_have_plain_edges() -> None:
    assert has_plain_edges(b'id,name,amount\r\nC7,"Li,Wei",-12.50\r\nC8,,"+86 138"\r\n')


def delivered(name: str, headers: list[str], row: list[str], folder: Path) -> bytes:
    path = folder / f"made.{name}"
    if name == "csv":
        quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in cells) for cells in (headers, row)]
        return "\n".join(quoted).encode()
    if name == "jsonl":
        return json.dumps(dict(zip(headers, row, strict=True))).encode()
    if name == "parquet":
        with duckdb.connect() as connection:
            columns = ", ".join(f'? as "{header}"' for header in headers)
            connection.execute(f"copy (select {columns}) to '{path}' (format parquet)", row)
        return path.read_bytes()
    book, out = openpyxl.Workbook(), io.BytesIO()
    for cells in (headers, row):
        book.active.append(cells)
    for cell in book.active[2]:
        cell.data_type = "s"  # of ="00123" a text, which is what an exporter makes of it
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("name", ["csv", "jsonl", "parquet", "xlsx"])
@pytest.mark.parametrize(
    ("written", "header"),
    [(SAME[0], "Ku\u0308rzel"), (SAME[4], "\u200bK\u00fcrzel"), (SAME[17], "K\u00dcRZEL"), (SAME[24], "'K\u00fcrzel "),
     (SAME[27], "\u3000k\u00fcrzel\u2003")],
)  # fmt: skip
def test_every_format_lands_the_same_form_under_the_same_name(
    desk: Desk, tmp_path: Path, name: str, written: tuple[str, str], header: str
) -> None:
    header = header.removeprefix("'")
    content = delivered(
        name, ["id", header, "AMOUNT\u00a0", "note"], ["a1 ", written[0], " 1.50\u00a0", "?\u2003"], tmp_path
    )
    columns = {"id": "varchar", "short": "varchar", "amount": "decimal(18,2)", "note": "varchar"}
    landed = desk.land(
        content, f"deals.{name}", format=name, columns=columns, headers={"short": "Kürzel"}, missing=["?"]
    )
    assert rejects(landed) == []
    assert [tuple(map(str, row)) for row in rows(landed)] == [("a1", written[1], "1.50", "None")]


@pytest.mark.parametrize("other", ["C7 ", "C7\u2003", "\u200bC7", '="C7"', "'C7", "C\u202a7\u202c"])
def test_two_spellings_of_one_key_are_one_key(desk: Desk, other: str) -> None:
    cell = '"' + other.replace('"', '""') + '"'
    landed = desk.land(HEADER + f"C7,x,1,1,2026-03-01\n{cell},x,1,1,2026-03-01\n{cell},y,1,1,2026-03-01\n")
    assert rows(landed, "id") == [("C7",)]
    assert [reason for _, reason, _ in left_out(landed)] == ["key id=C7 appears twice; the rows are the same"]
    assert [reason for _, reason, _ in rejects(landed)] == ["key id=C7 appears twice; the first row stays"]


def test_a_key_is_closed_up_as_its_record_will_be(desk: Desk) -> None:
    landed = desk.land(HEADER + '"A  1",x,1,1,2026-03-01\n"A\n1",y,1,1,2026-03-01\n')
    assert (rows(landed, "id"), len(rejects(landed))) == ([("A 1",)], 1)


@pytest.mark.parametrize(
    "number", ["60 ", " 60", "60\t", "\u00a060", "60.0", "'60", '="60"', "\u202a60\u202c", "60\u3000"]
)
def test_a_padded_or_guarded_number_is_a_number(desk: Desk, number: str) -> None:
    cell = '"' + number.replace('"', '""') + '"'
    assert rows(desk.land(HEADER + f"a1,x,{cell},{cell},2026-03-01\u00a0\n"), "amount, seats") == [(60, 60)]


def test_whole_numbers_of_parquet_are_ids_without_a_fraction(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "made.parquet"
    values = (
        "(900017.0::double, 17.0::float, 12::decimal(4,1), 3.5::double), "
        "(9007199254740991::double, null, null, 1e300::double)"
    )
    duckdb.sql(f"select * from (values {values}) as t(id, a, b, c)").write_parquet(str(path))
    columns = dict.fromkeys(("id", "a", "b", "c"), "varchar")
    landed = desk.land(path.read_bytes(), "deals.parquet", format="parquet", columns=columns)
    assert rows(landed) == [("900017", "17", "12", "3.5"), ("9007199254740991", None, None, "1e+300")]


@pytest.mark.parametrize(
    ("value", "landed"),
    [
        ("17::decimal(38,10)", "17"),
        ("900017.00::decimal(18,2)", "900017"),
        ("17.50::decimal(9,2)", "17.50"),
        ("100::decimal(3,0)", "100"),
        ("100::hugeint", "100"),
        ("-3.0::float", "-3"),
        ("'17.0'", "17"),
        ("encode('C7\u2003')", "C7"),
        ("encode('王伟')", "王伟"),
        ("'\\xff\\xfe'::blob", "\\xFF\\xFE"),
        ("'nan'::double", None),
        ("'nan'::float", None),
        ("[1, 2]", "[1, 2]"),
        ("{'a': 1}", "{'a': 1}"),
    ],
)
def test_a_text_is_made_of_whatever_parquet_holds(desk: Desk, tmp_path: Path, value: str, landed: str | None) -> None:
    path = tmp_path / "made.parquet"
    duckdb.sql(f"select 'a1' as id, {value} as person, {value} as other").write_parquet(str(path))
    columns = {"id": "varchar", "person": "varchar"}
    found = desk.land(path.read_bytes(), "deals.parquet", format="parquet", columns=columns)
    assert rows(found, "id, person") == [("a1", landed)]  # the other column, which nobody declared, costs nothing


@pytest.mark.parametrize("number", ["17", "17.0", "1.7e1", '"17"', '"17.0"', '"\'17"', '"\\u202a17 "', '"=\\"17\\""'])
def test_an_id_of_json_is_one_however_it_is_written(desk: Desk, number: str) -> None:
    columns = {"id": "varchar", "person": "varchar"}
    landed = desk.land(f'{{"id": "a1", "person": {number}}}', "deals.jsonl", format="jsonl", columns=columns)
    assert rows(landed, "person") == [("17",)]


@pytest.mark.parametrize("cell", [17, 17.0, "17", "17.0", " 17\u00a0", "'17", '="17"'])
def test_an_id_of_a_sheet_is_one_however_it_is_written(desk: Desk, tmp_path: Path, cell: object) -> None:
    book, path = openpyxl.Workbook(), tmp_path / "made.xlsx"
    book.active.append(["id", "person"])
    book.active.append(["a1", cell])
    book.active["B2"].data_type = "s" if isinstance(cell, str) else "n"
    book.save(path)
    columns = {"id": "varchar", "person": "varchar"}
    landed = desk.land(path.read_bytes(), "deals.xlsx", format="xlsx", columns=columns)
    assert rows(landed, "person") == [("17",)]


def test_a_column_declared_verbatim_lands_as_it_is_written(desk: Desk) -> None:
    columns = {"id": "varchar", "name": "varchar"}
    landed = desk.land("id,name\na1,' 2.0\na2,\u202ax\n", columns=columns, verbatim=["name"])
    assert rows(landed, "name") == [("' 2.0",), ("\u202ax",)]


@pytest.mark.parametrize(
    "header",
    [
        "ID,Name,AMOUNT,Seats,Opened_On",
        " id , name,amount ,seats,opened_on",
        "\u200bid,name\u2060,amount,seats,opened_on",
        "id,NAME\u00a0,amount,seats,\u202aopened_on\u202c",
        '"id","name"," amount","seats\u3000","opened_on"',
    ],
)
def test_a_header_in_another_spelling_names_the_declared_columns(desk: Desk, header: str) -> None:
    landed = desk.land(f"{header}\na1,x,1,1,2026-03-01\n")
    assert (rows(landed, "id, name"), landed.manifest["new_columns"]) == ([("a1", "x")], [])


@pytest.mark.parametrize(
    ("added", "called"),
    [("Name2,name2", ["Name2", "name2_2"]), (",", ["column_6", "column_7"]), ("x,X", ["x", "X_2"]),
     ("extract_date,revision", ["extract_date_2", "revision_2"]), ("a,a_2", ["a", "a_2"])],
)  # fmt: skip
def test_undeclared_columns_land_under_names_of_their_own(desk: Desk, added: str, called: list[str]) -> None:
    landed = desk.land(HEADER.strip() + f",{added}\na1,x,1,1,2026-03-01,p,q\n")
    assert landed.manifest["new_columns"] == called
    assert rows(landed)[0][-2:] == ("p", "q")


@pytest.mark.parametrize("first", ["", " ", "\u200b", '""', "'"])
def test_a_cell_without_a_name_is_no_declared_column(desk: Desk, first: str) -> None:
    landed = desk.land(f"{first},{HEADER}0,a1,x,1,1,2026-03-01\n")
    assert (rows(landed, "id"), landed.manifest["new_columns"]) == ([("a1",)], ["column_1"])
    with pytest.raises(ScorehouseError, match=r"lacks the column id .*declared for deals"):
        desk.land(f"{first},{HEADER.replace('id', 'no')}0,a1,x,1,1,2026-03-01\n")


@pytest.mark.parametrize("name", ["products.csv", "Products.CSV", "products (1).csv"])
def test_a_file_of_one_day_is_found_by_its_name_too_and_two_of_them_are_in_doubt(desk: Desk, name: str) -> None:
    source, entity = desk.declare(files="products.csv", extract_date="2026-03-02")
    desk.deliver("", name)
    assert [found.name for found in find_deliveries(source, entity, desk.extracts)] == [name]
    desk.deliver("", "products (2).csv")
    assert survey(source, entity, desk.extracts).deliveries == []
    assert len(survey(source, entity, desk.extracts).doubtful) == 1


@pytest.mark.parametrize(
    ("files", "name", "cutoff"),
    [
        ("deals_{extract_date}.csv", "deals_2026-03-02.CSV", None),
        ("deals_{extract_date}.csv", "Deals_20260302T1130.Csv", "11:30"),
        ("deals_{extract_date}.csv", "deals_2026-03-02 (1).csv", None),
        ("deals_{extract_date}.csv", "deals_20260302(2).csv", None),
        ("deals_{extract_date}.csv.gz", "deals_2026-03-02.csv (1).gz", None),
        ("Umsätze {extract_date}.csv", "Umsa\u0308tze\u00a02026-03-02.csv", None),
        ("deals_{extract_date}*.csv", "deals_20260302_093012.csv", None),
        ("*_{extract_date}.csv", "export of deals_2026-03-02.csv", None),
        ("deals_{extract_date}_{extract_time}.csv", "deals_20260302_093012.csv", "09:30:12"),
        ("deals_{extract_date} {extract_time}.csv", "deals_2026-03-02 09-30.csv", "09:30"),
        ("{extract_date}/deals.csv", "2026-03-02/DEALS.csv", None),
    ],
)
def test_a_file_is_found_by_what_its_name_says(desk: Desk, files: str, name: str, cutoff: str | None) -> None:
    source, entity = desk.declare(files=files, format="csv")
    (desk.extracts / name).parent.mkdir(exist_ok=True)
    desk.deliver("", name)
    desk.deliver("", "else.csv")
    [found] = find_deliveries(source, entity, desk.extracts)
    assert (f"{found.extract_date}", found.stated_cutoff, found.path.name) == ("2026-03-02", cutoff, Path(name).name)
    assert name not in unclaimed([entity], desk.extracts)


@pytest.mark.parametrize(
    "name", ["deals_2026-03-02_0930.csv", "deals.csv", "deals_2026-03-02.csv.part", "deals_2026-03-02 copy.csv"]
)
def test_a_name_that_says_something_else_is_not_taken(desk: Desk, name: str) -> None:
    source, entity = desk.declare()
    desk.deliver("", name)
    assert find_deliveries(source, entity, desk.extracts) == []


def test_names_are_compared_without_case_and_with_white_space_closed_up() -> None:
    assert folded(" Visited \u3000 AT\u200b") == folded("visited at") == "visited at"
