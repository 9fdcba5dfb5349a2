"""Draws and signs badges: data in, bytes out; no Django, no database, no clock, no network."""
