"""Builds: what one has to do, its steps from landed extracts to the published copy, and what each leaves for the next.

No orchestrator in here. Which job or command runs a step when belongs to `defs` and `command`.
"""
