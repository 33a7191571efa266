"""Tenders: drafted from the library, frozen as revisions, rendered to PDF."""
