"""Django’s SQLite backend, told what SQLite can really do."""
