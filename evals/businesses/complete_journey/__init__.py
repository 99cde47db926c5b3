"""A US grocer: real sales, campaigns and coupons of 2,469 households in 2017."""
