"""One module per command; each calls the services and prints for people."""
