"""What leaves the house: the published site, from documents, facts, policies and targets."""
