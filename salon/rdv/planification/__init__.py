"""Schedule meetings: diagnosis, timetable, proof, re-planning. Pure: nothing here knows Django."""
