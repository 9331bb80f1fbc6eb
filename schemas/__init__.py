"""The contract: the documents, decisions and events that the services share.

Pydantic and the standard library only; no input or output. Everything here is frozen: an event is a fact.
`schemas/json/` holds the same contract as JSON Schema and AsyncAPI for readers in other languages.
"""
