"""Measuring: how well what was found agrees with annotations made by reading. Knows the corpus and its export alone."""
