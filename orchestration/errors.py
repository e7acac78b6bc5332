"""The one exception that reaches a user: a foreseeable fault, told in a sentence.

Programming errors do not belong here; they keep their traceback.
"""


class ScorehouseError(Exception):
    """A foreseeable fault. Its text is one sentence: what, where, why and what to do next."""
