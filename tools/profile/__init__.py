"""How an audience differs: TGI of every tag value, against the population or against another audience."""
