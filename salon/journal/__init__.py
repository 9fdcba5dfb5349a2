"""The outbox: what happened, what follows, and its receipts."""
