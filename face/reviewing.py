"""What readers do to a corpus: correct what was found, give it out as gold, and measure the program against that."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.finding import find_clause, find_words, words_near
from corpus.model import TiaokuanError
from corpus.table import Table
from face.base import Base

if TYPE_CHECKING:
    from corpus.corrections.model import Correction
    from measure.evaluate import Evaluation


def login() -> str:
    """The name that the reader is logged in by, 读者 where the system does not say."""
    import getpass

    try:
        return getpass.getuser().strip()[:100] or "读者"
    except (OSError, KeyError, ImportError):
        return "读者"


class Reviewing(Base):
    """The part of `Corpus` that readers correct with."""

    # -- correcting

    def correct(self, name: str, clause_id: str, kind: str, action: str, start: int, end: int, /, *, who: str | None = None,
                note: str = "", span: tuple[int, int] | None = None, found: str | None = None, quote: str | None = None,
                **values: Any) -> Correction:
        """Keeps what a reader says of one mention, beside what the program found, and gives the correction.

        `kind`: unit, target, technology or deadline. `start`, `end`: the mention as `document(name)` shows it now (code
        points in the clause's own text). `action`:

        - `accept`: it is right (of one that was rejected: it is right after all); no values.
        - `reject`: it is none; no values.
        - `change`: it is one, but `values` are these, or its `span` (start, end) is, which must touch the old one.
        - `add`: the program missed it.

        `values`: of a unit `role` (lead, support, responsible or 牵头, 配合, 责任), `name` (completed), `canonical` (full
        name), `task` (it moves to the row of that task, or makes one), and of the whole row that it stands in `deadline`
        (as printed) and `due` (ISO day); of a target `indicator` (needed to add one), `comparator`, `value`, `value_max`,
        `unit`, `year`, `baseline_year`, `kind` (target or fact); of a technology `canonical`; of a deadline `due`. What an
        added mention leaves unsaid is as elsewhere in the document. `found`: of several at the span the one with this
        indicator (targets) or task (units). `quote`: the words that the reader saw there; refused where others stand there by
        now. `who`: the reader, else the login name, at most 100 characters; `note` at
        most 2,000.

        A later correction of the same mention takes the place of an earlier one; the same once more by the same reader
        changes nothing and gives the one that is kept. All results of the corpus count it from now on (the index when it is
        next asked: correcting waits for nothing). Raises TiaokuanError, one line that says what cannot be."""
        from functools import partial

        from corpus.corrections.propose import proposed
        from pipeline.tag.names import canonical

        doc_id = self._store.resolve(name)
        document = self._store.get(doc_id)
        clause = find_clause(document, clause_id)
        return self._store.correct(doc_id, partial(
            proposed, clause_id=clause.id, kind=kind, action=action, start=start, end=end, values=values,
            who=login() if who is None else who, note=note, span=span, found=found, quote=quote,
            full_name=lambda short: canonical(short, document.meta)))

    def correct_words(self, name: str, clause_id: str, kind: str, action: str, text: str, /, *, nth: int | None = None,
                      new_text: str | None = None, **options: Any) -> Correction:
        """The same by words: `text` is that of the mention or a part of it (to add one: any words of the clause), in the
        clause or in those under it; `nth` (from 1) says which where there are more; `new_text` what it should cover. Other
        options as of `correct`. Raises TiaokuanError."""
        document = self.document(name)
        within, start, end = find_words(document, find_clause(document, clause_id), kind, text, nth,
                                        new=action == "add", original=self._store.get(document.id))
        if new_text is not None:
            options["span"] = words_near(within.text, new_text, start, end)
        return self.correct(name, within.id, kind, action, start, end, **options)

    def corrections(self, *names: str) -> Table[Any]:
        """Every correction of the named documents (all, and those of removed documents, where none is named), oldest first:
        what it was and is, by whom and when, and its `status`: in force, replaced (by a later one), undone, orphaned (its
        words are no more to be found in the text), removed (the document is). Raises TiaokuanError."""
        from index.corrections import listed

        ids = [(self._store.resolve(n), True) for n in names] if names else self._store.corrected()
        return listed([(self._store.get(i) if there else None,
                        self._store.corrections(i) if there else self._store.waiting(i)) for i, there in ids])

    def uncorrect(self, correction_id: int, who: str | None = None) -> Correction:
        """Takes a correction back and gives it: what was said before it counts again. It stays in the list with who took it
        back and when. Raises TiaokuanError where there is none of that number."""
        return self._store.uncorrect(correction_id, login() if who is None else who)

    # -- giving out, and measuring

    def evaluate(self, folder: str | os.PathLike[str], corrected: bool = False) -> Evaluation:
        """Scores the corpus against the annotations (`NAME.json`, format `clause-gold/1`) of a folder: precision, recall
        and F1 a field, for each document and over all, with every miss. NAME is the id of a document or the stem of its
        source file. What is scored is what the program found; with `corrected`, what its readers made of it. Raises
        TiaokuanError where the folder has no annotations; one that is malformed is in `faults`."""
        from measure.evaluate import evaluate

        get = self._store.read if corrected else self._store.get
        return evaluate(Path(folder), [(s.id, s.uri) for s in self._store.summaries()], get)

    def export(self, *names: str, folder: str | os.PathLike[str], format: str = "json") -> Sequence[Path]:
        """Writes documents (all where none is named) to `folder`, one file a document named by its id, and gives the paths.
        `format`: `json` is the public format `clause-export/1`, `gold` an annotation (`clause-gold/1`) as `evaluate` reads
        it. Corrections are counted in both. Raises TiaokuanError where the folder cannot be written."""
        from corpus.export import export_document, write
        from corpus.gold import gold_of

        makers = {"json": export_document, "gold": gold_of}
        if format not in makers:
            raise TiaokuanError(f"不能导出为 {format}，可用 {'、'.join(makers)} (unknown export format: use {' or '.join(makers)})")
        documents = (self.document(n) for n in names) if names else self._store.iterate()
        return [write(document, Path(folder), makers[format]) for document in documents]
