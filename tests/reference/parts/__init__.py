"""The parts of make_reference.py. Each function writes one table or more and takes a random generator of its own."""
