"""Which of several trained nets to keep: converted, proven and timed side by side."""
