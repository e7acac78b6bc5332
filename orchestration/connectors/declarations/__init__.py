"""What a source declares that it delivers: its shapes, how they are read from YAML and checked, and its types in SQL.

Nothing here opens a delivered file; that belongs to `readers`.
"""
