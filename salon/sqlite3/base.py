"""Django assumes 999 parameters a statement, SQLite takes 32,766 since 3.32: a lot is one INSERT."""

from django.db.backends.sqlite3 import base, features


class DatabaseFeatures(features.DatabaseFeatures):
    max_query_params = 32_766


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures
