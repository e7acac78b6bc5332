"""The one exception that is meant for a reader: a foreseeable fault of a judgement, told in a sentence."""


class JudgementError(Exception):
    """A foreseeable fault. Its text is one sentence: what, where and what to do next."""
