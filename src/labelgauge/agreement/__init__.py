"""Agreement between raters: ratings, chance-corrected coefficients, and how sure they are."""
