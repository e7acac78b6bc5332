"""The company without its records: how big it is, who works there on which days, and what its clocks show."""
