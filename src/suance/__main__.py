"""`python -m suance`."""

import sys

from suance.cli import main

if __name__ == "__main__":
    sys.exit(main())
