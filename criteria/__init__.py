"""The library of circular criteria."""
