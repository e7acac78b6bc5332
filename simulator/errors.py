"""The one exception that is meant for a reader: a simulation that cannot be, told in a sentence."""


class SimulationError(Exception):
    """A foreseeable fault. Its text is one sentence: what, where and what to do next."""
