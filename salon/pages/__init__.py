"""What people see: views and templates, no models and no rules."""
