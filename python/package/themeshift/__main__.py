"""The program: the command `themeshift`, and `python -m themeshift`."""

import sys

from ._core import run_program


def main() -> int:
    """Runs the program with the arguments of this process, and gives its exit code."""
    return run_program(["themeshift", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
