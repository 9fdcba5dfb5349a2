"""2. MEET: requests, claims and agendas."""
