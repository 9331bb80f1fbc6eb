"""Everything it takes to run Kontera somewhere."""
