"""python -m bot: the same as rls-bot."""

import sys

from bot.cli import main

sys.exit(main())
