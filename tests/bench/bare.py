"""The same work without the product: plain SQL in plain DuckDB, nothing checked, nothing kept."""

import re
from pathlib import Path

import duckdb

from expectations.rules import SUITES
from orchestration.build.copying import public_marts
from orchestration.build.invoking import target_folder
from orchestration.build.parsing import read_manifest
from orchestration.connectors.declarations.loading import load_declarations
from orchestration.connectors.deliveries import find_deliveries
from orchestration.settings import Settings

MEMORY = "4GB"


def bare_landing(settings: Settings, source_name: str, out: Path) -> None:
    """Read every delivered file as typed columns and write it as Parquet: no rejects, no manifests, no guard."""
    source = load_declarations(settings.staging_models)[source_name]
    connection = _connected(out / "landing.duckdb")
    for entity in source.entities.values():
        columns = {column.name: column.data_type for column in entity.columns}
        for delivery in find_deliveries(source, entity, settings.extracts_of(source_name)):
            path = _utf8(delivery.path, entity.encoding, out)
            target = out / f"{entity.name}_{delivery.extract_date}.parquet"
            connection.execute(
                f"copy (select * from read_csv('{path}', header = true, columns = {columns}, auto_detect = false, "
                f"delim = ',', quote = '\"', escape = '\"', nullstr = '')) "
                f"to '{target}' (format parquet, compression zstd)"
            )


def executed_sql(settings: Settings) -> list[str]:
    """The statement of every model and test, in dbt's order, as the last full build would run them."""
    manifest = read_manifest(settings)
    folder = target_folder(settings) / "compiled"
    nodes = {**manifest["nodes"]}
    ordered: list[str] = []
    done: set[str] = set()

    def visit(unique_id: str) -> None:
        if unique_id in done or unique_id not in nodes:
            return
        done.add(unique_id)
        for parent in nodes[unique_id]["depends_on"].get("nodes", []):
            visit(parent)
        ordered.append(unique_id)

    for unique_id in sorted(nodes):
        visit(unique_id)
    return [statement for unique_id in ordered if (statement := _statement(nodes[unique_id], folder, settings))]


def bare_sql(settings: Settings, statements: list[str], out: Path) -> None:
    """Run the statements one after the other in one fresh database."""
    connection = _connected(out / "warehouse.duckdb")
    connection.execute(f"attach '{settings.judged}' as judged (read_only)")
    for schema in ("staging", "intermediate", "core", "entry", "quality", "kpi", "seeds"):
        connection.execute(f"create schema if not exists {schema}")
    for statement in statements:
        connection.execute(statement)


def bare_scoring(settings: Settings, out: Path) -> None:
    """One aggregate per relation with the counts of every rule by person and day, and the failing keys stored.

    It reads the rows that the judgement reads, every version that is no tombstone, and answers less: neither what was
    asked as of an extract nor what was repaired.
    """
    connection = _connected(out / "scoring.duckdb")
    connection.execute(f"attach '{settings.warehouse}' as warehouse (read_only)")
    for suite in SUITES:
        relation = _live(connection, suite.relation)
        failing = {rule.rule_id: f"({rule.asked.population}) and ({rule.asked.failing})" for rule in suite.rules}
        counts = ", ".join(
            f"count(*) filter ({rule.asked.population}), count(*) filter ({failing[rule.rule_id]})"
            for rule in suite.rules
        )
        names = ", ".join(f"count_{place}" for place in range(2 * len(suite.rules)))
        connection.execute(
            f"create table counts_{suite.name} as select * from (select source, accountable_id, event_date, {counts} "
            f"from {relation} group by all) as counted(source, accountable_id, event_date, {names})"
        )
        keys = " union all ".join(
            f"select '{rule_id}' as rule_id, source, record_id, event_date, accountable_id "
            f"from {relation} where {condition}"
            for rule_id, condition in failing.items()
        )
        connection.execute(f"create table failures_{suite.name} as {keys}")


def bare_publishing(settings: Settings, out: Path) -> None:
    """Copy every public mart into another database and to Parquet."""
    connection = _connected(out / "published.duckdb")
    for alias, file in (("warehouse", settings.warehouse), ("judged", settings.judged)):
        connection.execute(f"attach '{file}' as {alias} (read_only)")
    for mart in public_marts(read_manifest(settings)):
        connection.execute(f"create table {mart.name} as select * from warehouse.{mart.title}")
        connection.execute(f"copy {mart.name} to '{out / mart.name}.parquet' (format parquet)")


def count_judged(settings: Settings) -> int:
    """How many rows are judged, of all relations together."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{settings.warehouse}' as warehouse (read_only)")
        counts = [
            connection.execute(f"select count(*) from {_live(connection, s.relation)}").fetchone() for s in SUITES
        ]
    return sum(int(count[0]) for count in counts if count)


def _connected(path: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(str(path))
    connection.execute(f"set memory_limit = '{MEMORY}'; set preserve_insertion_order = false; set TimeZone = 'UTC'")
    return connection


def _live(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    """The rows of a judged relation in the attached warehouse, without tombstones where it holds any."""
    columns = connection.execute(f"describe warehouse.intermediate.{name}").fetchall()
    condition = "not is_deleted" if "is_deleted" in {column[0] for column in columns} else "true"
    return f"(select * from warehouse.intermediate.{name} where {condition})"


def _utf8(path: Path, encoding: str, out: Path) -> Path:
    if encoding in ("utf-8", "latin-1"):
        return path
    plain = out / "plain.csv"
    plain.write_text(path.read_text(encoding=encoding), encoding="utf-8")
    return plain


def _statement(node: dict, folder: Path, settings: Settings) -> str:
    """A full build's statement for a node; nothing for what needs none."""
    if node["resource_type"] == "seed":
        path = settings.project / "dbt_project" / node["original_file_path"]
        types = f", types = {declared}" if (declared := node["config"].get("column_types")) else ""
        return f"create table seeds.{node['name']} as select * from read_csv('{path}', header = true{types})"
    compiled = folder / node["package_name"] / node["original_file_path"]
    if node["resource_type"] == "test":
        compiled = compiled / Path(node["path"]).name
    if not compiled.is_file():  # hooks have a folder, and sources that have not landed nothing
        return ""
    sql = re.sub(r"(?m)^\s*--.*$", "", compiled.read_text(encoding="utf-8"))  # signs of a text may be two dashes
    if node["resource_type"] == "test":
        return f"select count(*) from ({sql}\n)"
    kind = "view" if node["config"]["materialized"] == "view" else "table"
    return f"create {kind} {node['schema']}.{node['alias']} as {sql}"
