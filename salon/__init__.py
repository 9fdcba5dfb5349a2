"""Coventis: the operations of a business convention, from registration to the door."""
