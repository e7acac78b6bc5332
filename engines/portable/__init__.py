"""dbt's adapter `portable`: dbt-spark for a project whose models are written in DuckDB's SQL.

Everything that dbt-spark sends is translated on its way (`engines/dialect/statements.py`); its macros and connections
stay. `engines/registering.py` lets dbt find it.
"""

from pathlib import Path

from dbt.adapters.base.plugin import AdapterPlugin

from engines.portable.adapter import PortableAdapter
from engines.portable.connections import PortableCredentials

Plugin = AdapterPlugin(
    adapter=PortableAdapter,  # type: ignore[arg-type] # as all adapters, by dbt's own declaration
    credentials=PortableCredentials,
    include_path=str(Path(__file__).parent / "project"),
    dependencies=["spark"],
)
