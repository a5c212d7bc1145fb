"""The offline reader: candidate sentences, their relevance, whether they answer, and the answer that quotes them."""
