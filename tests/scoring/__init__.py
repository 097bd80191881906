"""The 405-point rubric."""
