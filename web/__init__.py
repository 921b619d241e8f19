"""The reading room: the same functions as the command line, as pages for a browser and as JSON.

`app.py` puts the pages together, `pages/` holds one module a page (its HTML and its JSON twin side by side), `guard.py` what every
request must pass, `corpora.py` lends corpora to requests, `jobs.py` runs what takes long in a process of its own, `words/`
what the pages say in Chinese and English. Speaks to `tiaokuan` alone; needs the extra `web`."""
