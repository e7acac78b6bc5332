"""The disk below everything else: how files get there whole, and what it refuses, in a sentence.

Nothing in here knows what the files are about, so every other package may use it.
"""
