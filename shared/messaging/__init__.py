"""How an event gets from one service's aggregate into another service's documents, exactly once."""
