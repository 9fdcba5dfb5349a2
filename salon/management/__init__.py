"""Administration commands of the show."""
