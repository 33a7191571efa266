"""What may be done with the library: reading files in, publishing."""
