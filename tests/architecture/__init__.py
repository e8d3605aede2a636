"""Tests of the house: who may import whom, and that every rule has a test."""
