"""Lists that come in and go out as files: structures, exhibitors, visitors, offers and needs."""
