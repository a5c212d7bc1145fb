"""Reading a question: kind, what it asks for, of whom, and what a follow-up leaves out."""
