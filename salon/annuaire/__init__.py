"""The year-round directory of structures."""
