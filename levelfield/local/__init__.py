"""The real parts on one machine: Apache Kafka and MongoDB without Docker, and the services on top."""
