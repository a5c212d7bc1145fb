"""Answers by a chat model: numbered sentences go in, claims with their numbers come out, the code copies words."""
