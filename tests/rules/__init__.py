"""Tests of checkmail/rules."""
