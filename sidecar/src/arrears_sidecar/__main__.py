"""`python -m arrears_sidecar` is the command `arrears-sidecar`."""

from .cli import main

main()
