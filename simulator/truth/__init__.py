"""The truth beside the files: every mistake, every defect and every later change, for tests to compare with.

The pipeline never reads it.
"""
