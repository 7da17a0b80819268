"""How submissions become part of the master: received, compared three ways, held, resolved and undone."""
