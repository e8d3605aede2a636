"""Tests of checkmail/store: one contract, an engine a file."""
