"""`python -m contest.cli ...`"""

import sys

from contest.cli import main

if __name__ == "__main__":
    sys.exit(main())
