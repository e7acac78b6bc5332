"""Records in general: who enters them and when, what is wrong with them, how they change, and what that amounts to.

What one entity's records say, and the mistakes that only it has, belongs to `entities`.
"""
