"""Pictures: words that fit a box, and SVG as PNG."""
