"""Tests of checkmail/office."""
