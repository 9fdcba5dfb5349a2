"""3. SCAN: devices, passages and counts."""
