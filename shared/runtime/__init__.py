"""How a service is put together and run: what it declares, the mechanisms it stands on, its process."""
