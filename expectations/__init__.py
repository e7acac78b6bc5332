"""The rules of data quality, and what judges them.

`rules` declares them, `runner.judge` judges and stores, `docs` explains. What a failure does to a
person's score is not decided here but in the warehouse.
"""
