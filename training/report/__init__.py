"""The report on a trained net: facts as plain data, pictures, advice, and one page of all."""
