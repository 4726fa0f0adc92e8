"""What a container of ours is asked for its health: does its process say that it is ready?

Exit codes: 0 it is, 1 it is not, with its own reasons. The standard library alone, because it runs every
few seconds.
"""

import http.client
import os
import sys

_SECONDS = 4.0


def main() -> int:
    """Asks the process of this container once."""
    port = int(os.environ["LEVELFIELD_PORT"])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
    try:
        connection.request("GET", "/health/ready")
        answer = connection.getresponse()
        told = answer.read().decode(errors="replace")
    except OSError as error:
        told, ready = f"no answer on port {port} ({type(error).__name__})", False
    else:
        ready = answer.status == http.client.OK
    finally:
        connection.close()
    sys.stdout.write(told)
    return 0 if ready else 1


if __name__ == "__main__":
    sys.exit(main())
