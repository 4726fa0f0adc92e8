"""Where state lives: aggregates with their outbox, watermarks, read models; every one inside a tenant."""
