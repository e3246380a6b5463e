"""Models as they are served: `scorer` predicts, `package` writes and reads one, `log` puts it into a run."""
