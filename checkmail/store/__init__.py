"""Where an office lies: one protocol, one file an engine.

:mod:`.protocol` is all that :mod:`checkmail.office` knows; :mod:`.sqlite` is one engine.
The SQL stands in ``db/``: migrations by engine, queries shared by all.
"""
