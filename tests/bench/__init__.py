"""Measuring the running product; no test is timed in CI."""
