"""Helpers of the tests that talk to a running server."""
