"""From a definition to a query: checked against the catalog, then built as a sqlglot tree."""
