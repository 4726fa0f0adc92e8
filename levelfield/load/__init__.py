"""A collaborative's own files, checked as a whole, and sent through the public APIs as any client would.

- ``problems``: what is not right in the files, each with its file, row and column.
- ``cells``: how one row of a table is read.
- ``folder``: all the files of one collaborative; nothing is sent while anything is not right.
- ``origin``: what comes along from the collaborative that this one is made from, held against the files.
- ``door``: the services over HTTP, patient with one that is away.
- ``send_*``: one file each, sent so that a second time does no harm.
"""
