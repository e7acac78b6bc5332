"""Data Docs: pages that show the suites and what the last judgement found, as counts.

What the pages contain is decided where results are made: `validation` fetches no failing value, so none can be shown.
"""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.disk.aside import ASIDE

if TYPE_CHECKING:
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext

SITE = "scorehouse"


def write_data_docs(context: "EphemeralDataContext", folder: Path) -> Path:
    """Write the site of everything `context` has validated beside `folder`; return where it waits to be put there."""
    aside = folder.with_name(f"{ASIDE}{folder.name}")
    shutil.rmtree(aside, ignore_errors=True)
    for name in list(context.variables.data_docs_sites or {}):
        context.delete_data_docs_site(name)
    context.add_data_docs_site(SITE, _site(aside))
    context.build_data_docs([SITE])
    return aside


def _site(folder: Path) -> Any:  # noqa: ANN401 - a typed dict that Great Expectations does not export
    return {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder.resolve())},
    }
