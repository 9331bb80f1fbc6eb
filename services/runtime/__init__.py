"""The shell the services share: settings, Kafka, storage, metrics, logs, health. No business rules."""
