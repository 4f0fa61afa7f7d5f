"""What the other bots share: where they run, and the dialogue."""

import json
import os
from typing import Any

TOKEN = os.environ["TELEGRAM_BOT_TOKEN"]
API = os.environ["TELEGRAM_API_URL"]
FOLDER = os.environ["HOME"]
with open(os.environ["DIALOGUE"], encoding="utf-8") as file:  # noqa: PTH123 - as short as can be
    TURNS: list[dict[str, Any]] = json.load(file)
