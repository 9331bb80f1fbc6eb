"""The services. They meet in `schemas` and never import each other; import-linter holds that."""
