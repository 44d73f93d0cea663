"""What `./dev` calls: the runtime, the tests' lanes, lint, demo, soak.

Everything that runs before the virtual environment exists uses the standard library alone.
"""
