"""The work that follows from events, in thin functions; `salon.tasks` says which follows which."""
