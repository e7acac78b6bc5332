"""Scorehouse's moving parts: reading extracts, running the stages, publishing the result.

SQL lives in `dbt_project`, rules live in `expectations`; this package decides what runs and when.
"""
