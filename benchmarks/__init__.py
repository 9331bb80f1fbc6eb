"""Every speed and quality claim of the README is one command here."""
