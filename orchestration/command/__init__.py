"""The command `scorehouse`: what it understands, what it runs for that, and what it prints.

How work is done belongs to `connectors`, `build` and `defs`; nothing imports this package.
"""
