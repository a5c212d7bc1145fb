"""A run as a table for the terminal, as JUnit XML, as JSON and as one HTML file."""
