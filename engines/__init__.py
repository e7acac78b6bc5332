"""Other engines than DuckDB: what is written in DuckDB's SQL, said so that they answer the same.

DuckDB's SQL is the meaning of the project; nothing here is imported where DuckDB itself builds. Which engine builds is
said in `orchestration/settings`, what only one engine has a word for in `dbt_project/macros/engine.sql`.
"""
