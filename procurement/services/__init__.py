"""What may be done with a tender: one verb a function, one transaction each."""
