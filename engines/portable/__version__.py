"""Which dbt-spark this adapter goes with, as dbt asks for it."""

version = "1.11.0"
