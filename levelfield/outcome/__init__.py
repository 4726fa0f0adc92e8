"""What a collaborative would want to know, read from the public APIs: in a terminal, and as files.

- ``reading``: asks the services, as a lead.
- ``showing``: representation as a chart, what the rules of the charts say, who made and learned what.
- ``celebrating``: approves what is proposed, as a lead would who has read it.
- ``writing``: the report, the charts and the feed of what was celebrated, each as a file.
"""
