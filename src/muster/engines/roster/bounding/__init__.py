"""Lower bounds on both levels, with the prices that prove them."""
