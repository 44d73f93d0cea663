"""One script a claim, run by ``./dev bench NAME``. Each prints a table and one line ``BENCH``.

Both sides of a comparison run in turns in one process or on one machine, on the same data, so
that a slow machine slows both.
"""
