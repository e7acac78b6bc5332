"""Customers who come back or stay away, by models of the published copy alone.

What they have bought lies in `histories`, which needs no library; what it says of the months to come in `fitting`,
which needs the extra `lifetimes`. Where the copy is and where figures go belongs to the command.
"""
