"""Whenever something is told elsewhere, then something is done here."""
