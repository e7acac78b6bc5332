"""One reader for each format of file, and what they share: unpacking, decoding, splitting, counting.

A reader hands over what `delivered` describes. Types, rejects and whatever is written belong to the package above.
"""
