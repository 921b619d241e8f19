"""What is asked of the corpus: search, matrices, registers, comparison."""
