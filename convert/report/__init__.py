"""The outcome of a conversion, for people: advice, tables, pictures and the page."""
