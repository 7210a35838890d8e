"""Runs every test of this folder; the last line is the totals as hack/test/run reads them."""

import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main():
    """The exit status."""
    tests = unittest.defaultTestLoader.discover(str(HERE), top_level_dir=str(HERE.parents[2]))
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(tests)
    failed = len({test.id().split(" ")[0] for test, _ in result.failures + result.errors})
    print(f"{result.testsRun - failed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
