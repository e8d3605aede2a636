"""The store tortured: killed, unplugged, starved, damaged, raced and lied to. ``docs/torture.md`` says what and how.

Each figure is ``measure(count, seed, folder) -> Counter`` in a module of its own, run in a process of its own by
``python -m tests.torture NAME --count N --seed S``; the tests run it short, ``tools/torture.py`` long.
"""
