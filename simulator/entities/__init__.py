"""What the company's files are about: a module for each entity, or for a few that come about together.

Signals and silences belong here too: they are planted in the records of an entity.
"""
