private let links = "Links lead somewhere"
private let makes = "The README makes what the Makefile knows"

private let makefile = """
  .PHONY: help
  PGHOST ?= /run/sluice
  JOB := press:line
  help: ## this help
  build test: help ## both
  \tmake nothing: here
  run:
  """

private let decision = "# 1\n\n## Context\na\n\n## Choice\nb\n\n## Why not the others\nc"

let pagePlantings: [Planting] = [
  Planting(
    links,
    [
      ("docs/semantics.md", "# Semantics"),
      ("docs/decisions/a b.md", ""),
      ("LICENSE", ""),
      (
        "docs/architecture.md",
        """
        [there](semantics.md), [a part](./semantics.md#times), [up](../LICENSE), [a folder](decisions/)
        [root](/LICENSE)
        [not there](missing.md) ◀
        ![no picture](images/house.png "The house") ◀
        [in brackets](<decisions/a b.md>), [encoded](decisions/a%20b.md), [the top](..), [here](#below)
        [in brackets](<decisions/c d.md>) ◀
        [away](https://example.org/missing.md), [mail](mailto:a@example.org), [away](//example.org/a)
        two on a line: [there](semantics.md) and [not](missing.md) ◀
        `[in code](missing.md)`
        ```
        [in a fence](missing.md)
        ```
        [out](../../elsewhere.md) ◀
        [a]: semantics.md
        [b]: missing.md ◀
        [^1]: a footnote.
        """
      ),
    ]),
  Planting(
    makes,
    [
      ("Makefile", makefile),
      (
        "README.md",
        """
        `make test`, `make`, `make build test`, `PGHOST=x make run JOB=press`, `make -j2 test`, `make TARGET`
        `make nothing` ◀
        We make sure of it, make no promises.
        ```
        $ make help && make run JOB=press
        $ make build deploy # make fun ◀
        cd x; make jobs ◀
        sudo make install ◀
        make -C Benchmarks elsewhere
        ```
        """
      ),
    ]),
  Planting(makes, "README.md", "`make test` ◀"),
  Planting(
    "Decisions are numbered without a hole",
    [
      ("docs/decisions/0001-one-binary.md", "a"),
      ("docs/decisions/0003-columns.md", "a ◀"),
      ("docs/decisions/0004_rows.md", "a ◀"),
      ("docs/decisions/README.md", "a ◀"),
    ]),
  Planting("A decision has its three headings", "docs/decisions/0001-one-binary.md", decision),
  Planting(
    "A decision has its three headings", "docs/decisions/0001-one-binary.md",
    "# 1 ◀\n## Context\n## Choice\n```\n## Why not the others\n```"),
]
