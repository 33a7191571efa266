"""HTML to PDF: rendered once, stored by content, with progress and download. Knows no domain."""
