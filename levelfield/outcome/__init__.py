"""What a collaborative would want to know, read from the public APIs: in a terminal, and as files.

- ``reading``: asks the services, as a lead.
- ``showing``: representation as a chart, what the rules of the charts say, who made and learned what.
- ``writing``: the report and the charts, each as a file.
"""
