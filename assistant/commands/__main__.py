"""``python -m assistant.commands``: the command line where the console script is not on the path."""

import sys

from assistant.commands import main

sys.exit(main())
