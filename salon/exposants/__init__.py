"""1. REGISTER: a structure takes part in an edition."""
