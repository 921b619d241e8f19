"""What `tiaokuan.Corpus` can do, by subject: one module a subject, put together in tiaokuan.py."""
