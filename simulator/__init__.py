"""A synthetic company: its people, their records, their mistakes, and the list of those mistakes.

It writes what a CRM would deliver and, beside it, the truth a test compares the warehouse with. It computes deadlines
and accountability on its own, without the warehouse's SQL; nothing here reads what the pipeline writes.
"""

from simulator.company.scenario import Scenario
from simulator.errors import SimulationError
from simulator.run import simulate

__all__ = ["Scenario", "SimulationError", "simulate"]
