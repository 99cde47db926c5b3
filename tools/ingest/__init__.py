"""From a customer's files to an immutable snapshot."""
