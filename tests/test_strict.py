"""What counts as passed, and what as a fault of version 1.3."""

import subprocess
import sys

from dev import paths

TESTS = """
import unittest

class Some(unittest.TestCase):
    test_tags = {"fault"}

    def test_of_a_fault(self):
        pass

    def test_with_a_failed_subtest(self):
        for number in (1, 2):
            with self.subTest(number):
                self.assertEqual(number, 1)

    def test_other_side(self):
        pass

    test_other_side.control = True
"""


def test_a_failed_subtest_and_a_control_are_not_counted_as_passed(tmp_path):
    (tmp_path / "test_some.py").write_text(TESTS)
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-c", "/dev/null", "-p", "dev.strict"),
            *("-p", "no:odoo", "-p", "no:cacheprovider", "-m", "fault", str(tmp_path)),
        ],
        cwd=tmp_path,
        env={"PYTHONPATH": str(paths.ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    last = ran.stdout.strip().splitlines()[-1]
    assert "1 failed, 1 passed, 1 deselected" in last, ran.stdout + ran.stderr
