"""How rules are said in clauses: one grammar that writes a policy as a notice and reads the notice back."""
