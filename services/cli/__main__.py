"""`python -m services.cli` is `kontera`."""

from services.cli import main

if __name__ == "__main__":
    main()
