"""DuckDB's SQL in Spark's words and DuckDB's meaning: text in, text out. No dbt, no connection."""
