"""Extract and land: from what a source delivers to immutable, dated Parquet with a manifest.

No orchestrator in here: these modules can be used from a test, a script or an asset alike. What happens
to the rows after landing belongs to `dbt_project`.
"""
