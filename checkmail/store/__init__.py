"""Where an office lies: one protocol, one file an engine.

:mod:`.protocol` is all that :mod:`checkmail.office` knows; :mod:`.sqlite` and :mod:`.postgres` are the engines, and
:mod:`.opening` knows which of them keeps the office at a place.
The SQL stands in ``db/``: migrations by engine, queries shared by all.
"""
