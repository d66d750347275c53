"""Certificates: what a reader needs to check a result again without trusting the search that found it."""
