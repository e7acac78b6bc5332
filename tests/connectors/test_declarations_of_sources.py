"""Faulty declarations: one sentence that names file and key and says what to write."""

import re
from copy import deepcopy
from typing import Any

import pytest
from landing_desk import Desk

from orchestration.connectors.declarations.loading import Entity, Source, load_declarations
from orchestration.connectors.deliveries import find_deliveries, survey
from orchestration.errors import ScorehouseError

FAULTLESS: dict[str, Any] = {
    "name": "crm",
    "config": {"meta": {"connector": "files", "time_zone": "UTC", "calendar": "CN", "cutoff": "09:30"}},
    "tables": [
        {
            "name": "deals",
            "meta": {"files": "deals_{extract_date}.csv", "delivery": "snapshot", "key": ["id"]},
            "columns": [{"name": "id", "data_type": "varchar"}, {"name": "amount", "data_type": "decimal(18, 2)"}],
        }
    ],
}
SOURCE = ("config", "meta")
TABLE = ("tables", 0)
META = (*TABLE, "meta")
AT = "_crm__sources.yml: crm.deals."


def declared(path: tuple[str | int, ...], key: str, value: object) -> dict[str, Any]:
    """The faultless declaration with one value changed, or taken out when it is None."""
    source = deepcopy(FAULTLESS)
    place: Any = source
    for step in path:
        place = place[step]
    place.update({key: value})
    if value is None:
        del place[key]
    return {"sources": [source]}


@pytest.mark.parametrize(
    ("path", "key", "value", "sentence"),
    [
        (META, "key", None, f"{AT}meta lacks the key key; add it."),
        (SOURCE, "cutoff", None, "_crm__sources.yml: crm.meta lacks the key cutoff; add it."),
        (
            META,
            "colour",
            "red",
            f"{AT}meta holds the unknown key colour; remove it or use one of cutoff, date_format, delimiter, delivery, "
            "encoding, extract_date, files, first_load, format, header_row, key, missing, sheet, shrink_guard, "
            "timestamp_format.",
        ),
        (
            META,
            "key",
            ["number"],
            f"{AT}meta.key names 'number', which is not among the required columns; declare that column.",
        ),
        (META, "key", [], f"{AT}meta.key is empty; name the columns that identify a row."),
        (META, "delivery", "all", f"{AT}meta.delivery is 'all', which is unknown; use one of snapshot, changes."),
        (
            META,
            "format",
            "ods",
            f"{AT}meta.format is 'ods', which is unknown; use one of csv, tsv, jsonl, parquet, xlsx.",
        ),
        (
            META,
            "encoding",
            "big5",
            f"{AT}meta.encoding is 'big5', which is unknown; use one of utf-8, utf-16, gb18030, gbk, latin-1, cp1252.",
        ),
        (
            META,
            "delimiter",
            ":",
            f"{AT}meta.delimiter is ':', which is no delimiter; use one of , ; | in quotes, or format: tsv for tabs.",
        ),
        (
            SOURCE,
            "cutoff",
            570,
            "_crm__sources.yml: crm.meta.cutoff is 570, which is not a time of day; "
            'write hours and minutes in quotes, such as "09:30".',
        ),
        (
            SOURCE,
            "time_zone",
            "Mars/Olympus",
            "_crm__sources.yml: crm.meta.time_zone is 'Mars/Olympus', which is not a time zone; "
            "use a name such as Asia/Shanghai or UTC.",
        ),
        (
            SOURCE,
            "connector",
            "ftp",
            "_crm__sources.yml: crm.meta.connector is 'ftp', which is unknown; use one of files.",
        ),
        (
            META,
            "date_format",
            "YYYY",
            f"{AT}meta.date_format is 'YYYY', which is not a date format; "
            "use strptime letters without offset, such as %Y-%m-%d.",
        ),
        (
            META,
            "missing",
            "?",
            f'{AT}meta.missing is \'?\', which is not a list of texts; write a list such as ["?", "NULL"].',
        ),
        (
            META,
            "first_load",
            "no",
            f"{AT}meta.first_load is 'no', which is not a yes or no; use true or false.",
        ),
        (
            META,
            "shrink_guard",
            15,
            f"{AT}meta.shrink_guard is 15, which is not a share; use a number from 0 (off) to below 1, such as 0.15.",
        ),
        (
            META,
            "files",
            "deals.csv",
            f"{AT}meta.files is 'deals.csv'; "
            "either put {extract_date} into it or declare extract_date, not both or neither.",
        ),
        (
            META,
            "files",
            "../{extract_date}.csv",
            f"{AT}meta.files is '../{{extract_date}}.csv', which leaves the extracts folder; "
            "write a path below that folder.",
        ),
        (
            TABLE,
            "columns",
            [{"name": "id", "data_type": "money"}],
            f"{AT}id.data_type is 'money', which is unknown; "
            "use one of varchar, bigint, integer, double, boolean, date, timestamp or decimal(18,2).",
        ),
        (
            (*TABLE, "columns", 0),
            "name",
            "Kürzel",
            f"{AT}columns.name is 'Kürzel', which is not a plain name; use a lower-case letter followed by a-z, 0-9 "
            "and _, and say in meta.header what files call it.",
        ),
        (
            (*TABLE, "columns", 1),
            "meta",
            {"header": "id"},
            f"{AT}columns has two columns that files call 'id'; give each its own header.",
        ),
        (
            TABLE,
            "name",
            "deals; drop table x",
            "_crm__sources.yml: crm.tables.name is 'deals; drop table x', which is not a plain name; "
            "use a lower-case letter followed by a-z, 0-9 and _.",
        ),
    ],
)
def test_a_faulty_declaration_is_told_with_file_and_key(
    desk: Desk, path: tuple[str | int, ...], key: str, value: object, sentence: str
) -> None:
    desk.write(declared(path, key, value))
    with pytest.raises(ScorehouseError, match=f"^{re.escape(sentence)}$"):
        load_declarations(desk.models)


def test_yaml_that_does_not_parse_is_told_with_its_line(desk: Desk) -> None:
    desk.write("sources:\n  - name: crm\n   tables: [\n")
    with pytest.raises(
        ScorehouseError, match=r"^_crm__sources.yml is not readable YAML at line 3 \(.+\); correct it\.$"
    ):
        load_declarations(desk.models)


def test_an_entity_overrides_what_its_source_says_for_all(desk: Desk) -> None:
    desk.write(declared(META, "cutoff", "23:59"))
    entity = load_declarations(desk.models)["crm"].entities["deals"]
    assert (f"{entity.cutoff:%H:%M}", entity.encoding, entity.shrink_guard) == ("23:59", "utf-8", 0.15)
    assert [column.data_type for column in entity.columns] == ["varchar", "decimal(18,2)"]


def test_deliveries_are_found_by_either_way_of_writing_the_date(desk: Desk) -> None:
    source, entity = desk.declare()
    for name in ("deals_20260303.csv", "deals_2026-03-02.csv", "deals_2026-03-02.csv.part", "other_2026-03-02.csv"):
        desk.deliver("", name)
    assert [(f"{found.extract_date}", found.path.name) for found in find_deliveries(source, entity, desk.extracts)] == [
        ("2026-03-02", "deals_2026-03-02.csv"),
        ("2026-03-03", "deals_20260303.csv"),
    ]


def test_a_date_may_stand_in_the_name_of_a_folder(desk: Desk) -> None:
    source, entity = desk.declare(files="{extract_date}/deals.csv")
    (desk.extracts / "2026-03-02").mkdir()
    desk.deliver("", "2026-03-02/deals.csv")
    assert len(find_deliveries(source, entity, desk.extracts)) == 1


def assert_in_doubt(desk: Desk, source: Source, entity: Entity, sentence: str) -> None:
    """The sentence is the only one, and a delivery of another day is found all the same."""
    desk.deliver("", "deals_2026-03-09.csv")
    found = survey(source, entity, desk.extracts)
    assert [each.message for each in found.doubtful] == [sentence]
    assert [each.name for each in found.deliveries] == ["deals_2026-03-09.csv"]


def test_two_files_for_one_day_are_refused(desk: Desk) -> None:
    source, entity = desk.declare()
    desk.deliver("", "deals_20260302.csv")
    desk.deliver("", "deals_2026-03-02.csv")
    sentence = "deals_2026-03-02.csv and deals_20260302.csv both deliver 2026-03-02 of crm.deals; keep one."
    assert_in_doubt(desk, source, entity, sentence)


def test_a_date_that_does_not_exist_is_refused(desk: Desk) -> None:
    source, entity = desk.declare()
    desk.deliver("", "deals_2026-02-30.csv")
    sentence = "deals_2026-02-30.csv: 2026-02-30 in the file's name is not a date; rename the file."
    assert_in_doubt(desk, source, entity, sentence)


def test_a_name_may_carry_the_cut_off_behind_either_way_of_writing_the_date(desk: Desk) -> None:
    source, entity = desk.declare()
    for name in ("deals_2026-03-02T1100.csv", "deals_20260303T0000.csv", "deals_2026-03-04.csv"):
        desk.deliver("", name)
    found = find_deliveries(source, entity, desk.extracts)
    assert [(f"{each.extract_date}", each.stated_cutoff) for each in found] == [
        ("2026-03-02", "11:00"),
        ("2026-03-03", "00:00"),
        ("2026-03-04", None),
    ]


@pytest.mark.parametrize("other", ["deals_2026-03-02T0800.csv", "deals_2026-03-02.csv", "deals_20260302T1100.csv"])
def test_two_cut_offs_for_one_day_are_refused(desk: Desk, other: str) -> None:
    source, entity = desk.declare()
    first, second = sorted(["deals_2026-03-02T1100.csv", other])
    desk.deliver("", first)
    desk.deliver("", second)
    sentence = f"{first} and {second} both deliver 2026-03-02 of crm.deals; keep one."
    assert_in_doubt(desk, source, entity, sentence)


@pytest.mark.parametrize("time", ["2400", "1160", "11", "110000"])
def test_a_cut_off_that_no_clock_shows_is_refused(desk: Desk, time: str) -> None:
    source, entity = desk.declare()
    desk.deliver("", f"deals_2026-03-02T{time}.csv")
    sentence = (
        f"deals_2026-03-02T{time}.csv: T{time} in the file's name is not a cut-off such as T0930; rename the file."
    )
    assert_in_doubt(desk, source, entity, sentence)


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        ("%Y-%m-%d %I:%M:%S", "which does not tell morning from afternoon; add %p, or use %H."),
        ("%d.%m.%Y %I:%M", "which does not tell morning from afternoon; add %p, or use %H."),
        ("%Y-%m %H:%M", "which does not tell year, month and day; use letters for all three: %Y-%m-%d."),
        ("%d.%m. %H:%M", "which does not tell year, month and day; use letters for all three: %Y-%m-%d."),
        ("%H:%M:%S", "which does not tell year, month and day; use letters for all three: %Y-%m-%d."),
        ("%Y-%d", "which does not tell year, month and day; use letters for all three: %Y-%m-%d."),
    ],
)
@pytest.mark.parametrize("key", ["timestamp_format", "date_format"])
def test_a_format_that_loses_the_day_or_half_of_it_is_refused(desk: Desk, key: str, form: str, fault: str) -> None:
    desk.write(declared(META, key, form))
    sentence = f"{AT}meta.{key} is {form!r}, {fault}"
    with pytest.raises(ScorehouseError, match=f"^{re.escape(sentence)}$"):
        load_declarations(desk.models)


@pytest.mark.parametrize(
    "form",
    ["%d/%m/%y %H:%M", "%Y-%m-%d %I:%M %p", "%H:%M %p %d.%m.%Y", "%Y年%m月%d日", "%Y %j", "%Y-%m-%dT%H:%M:%S.%fZ"],
)
def test_a_format_that_tells_day_and_half_of_it_is_accepted(desk: Desk, form: str) -> None:
    desk.write(declared(META, "timestamp_format", form))
    assert load_declarations(desk.models)["crm"].entities["deals"].timestamp_format == form


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("header_row", 0, "is 0, which is not the number of a row; write it as a number from 1."),
        ("header_row", "4", "is '4', which is not the number of a row; write it as a number from 1."),
        ("sheet", 1, "is 1, which is not a text; write a text in quotes."),
        (
            "files",
            "deals_{extract_time}.csv",
            "is 'deals_{extract_time}.csv'; use no other placeholders than one {extract_date} and one {extract_time}.",
        ),
    ],
)
def test_where_the_rows_are_is_declared_in_words_that_are_understood(
    desk: Desk, key: str, value: object, sentence: str
) -> None:
    desk.write(declared(META, key, value))
    with pytest.raises(ScorehouseError, match=f"^{re.escape(f'{AT}meta.{key} {sentence}')}$"):
        load_declarations(desk.models)
