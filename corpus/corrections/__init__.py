"""What readers correct, kept apart from what the program found: `model` what a correction is, `anchor` where it belongs,
`propose` how one is made and checked, `apply` how it is counted, `file` where it is kept."""
