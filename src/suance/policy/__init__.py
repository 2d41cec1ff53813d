"""Facts become policy: the policy file (schema), its first draft, and the check of its numbers against the text."""
