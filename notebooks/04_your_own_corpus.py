# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     notebook_metadata_filter: -jupytext.text_representation.jupytext_version
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 4 · Your own corpus
#
# From a data frame to a report: texts in, a codebook that you test, numbers with their evidence, and a page to hand
# on. The texts of the first part are **made up** for this notebook, short and few, so that you can see each step and
# check each count by eye. They mean nothing. At the end the shipped documents take the same way.

# %%
import random
import tempfile
from pathlib import Path

import pandas as pd
import polars as pl

import themeshift

pd.options.display.max_colwidth = 100


def frame(table):
    """A table of themeshift as a data frame of pandas."""
    return pd.DataFrame.from_arrow(table)


# %% [markdown]
# ## The data frame
#
# You need a column of texts and a column of dates. All else is optional: an id, and variables such as the branch of a
# library. These are made-up comments of visitors of a library that does not exist.

# %%
MADE = [
    ("c01", "2021-03-02", "north", "The reading room is quiet and warm."),
    ("c02", "2021-03-09", "north", "More quiet places, please. The children need their own room."),
    ("c03", "2021-04-17", "south", "Opening hours are too short for people who work."),
    ("c04", "2021-06-01", "south", "Please open on Sundays."),
    ("c05", "2021-09-28", "south", "I like the open shelves."),
    ("c06", "2021-11-12", "north", "The staff are friendly and helpful."),
    ("c07", "2023-01-20", "north", "Online loans work well, but the app is slow."),
    ("c08", "2023-02-14", "north", "The app does not open on my phone."),
    ("c09", "2023-05-30", "south", "E-books and online journals: more of them!"),
    ("c10", "2023-06-08", "south", "Longer opening hours on Saturdays would help."),
    ("c11", "2023-10-03", "south", "I read online at home now. The web catalogue is good."),
    ("c12", "2023-12-11", "north", "Quiet rooms for calls and online meetings are missing."),
]
comments = pd.DataFrame(MADE, columns=["document", "date", "branch", "text"])
comments.head(3)

# %% [markdown]
# `unit="document"` takes each row as one message. For long texts leave it out: headings, bullets and paragraphs are
# then recognised. `variables` are carried along, so that you can filter by them.

# %%
corpus = themeshift.Corpus.from_dataframe(comments, text="text", date="date", variables=["branch"])
corpus

# %% [markdown]
# Dates may be days, times, text such as 2021-03-02, 2021-03 or 2021-Q1, or years. What they are put together to is the
# **period**: a year, unless you say otherwise; further down it is a quarter. Data frames of polars and tables of
# pyarrow go in as they are.

# %%
assert len(themeshift.Corpus.from_dataframe(pl.DataFrame(comments))) == len(corpus) == 12

# %% [markdown]
# What is wrong with the data is said with the row, counted from 0. Nothing is guessed and nothing dropped: you
# decide.

# %%
with_gap = comments.assign(text=comments["text"].where(comments["document"] != "c03"))
bad_date = comments.assign(date=comments["date"].replace("2023-02-14", "2023-02-30"))
for bad in (with_gap, bad_date, comments.rename(columns={"text": "comment"})):
    try:
        themeshift.Corpus.from_dataframe(bad)
    except themeshift.ManifestError as error:
        print(error, end="\n\n")
    else:
        raise AssertionError("this should have been refused")

# %% [markdown]
# ## A first codebook, and why it is wrong
#
# Start with the words that come to mind, then read every hit.

# %%
first = {
    "hours": {"label": "Opening hours", "include": ["open*", "hours"]},
    "digital": {"label": "Digital services", "include": ["online", "app", "e-book*", "web"]},
    "quiet": {"label": "Quiet and room", "include": ["quiet*", "room*"]},
}
project = themeshift.Project(corpus, first, unit="document", title="Comments (made up)")


def read(project, theme):
    """All hits of a theme in their contexts."""
    for row in frame(themeshift.kwic(project, theme=theme)).fillna("").itertuples():
        print(f"{row.document} {row.left[-34:]:>34} [{row.match}] {row.right[:34]}")


read(project, "hours")

# %%
found = frame(themeshift.kwic(project, theme="hours"))["document"].tolist()
assert found == ["c03", "c03", "c04", "c05", "c08", "c10", "c10"]

# %% [markdown]
# Two hits are wrong: *open shelves* (c05), and an app that does not *open* (c08). And *opening hours* counts twice.
# So the patterns get narrower: a phrase, and words that stand near each other. In the other theme *quiet rooms* is
# one thing, not two; where patterns overlap, the longest match wins.

# %%
codebook = first | {
    "hours": {
        "label": "Opening hours",
        "definition": "when the library is open; not open shelves, not programs that open",
        "include": ["opening hours", "open ~2 sundays", "open ~2 saturdays"],
    },
    "quiet": {"label": "Quiet and room", "include": ["quiet*", "room*", "quiet ~1 room*", "quiet ~1 place*"]},
}
project = themeshift.Project(corpus, codebook, unit="document", title="Comments (made up)")
read(project, "hours")
print()
read(project, "quiet")

# %%
right = {"c03", "c04", "c10"}  # read by eye
found = frame(themeshift.kwic(project, theme="hours"))
assert set(found["document"]) == right and len(found) == 3

# %% [markdown]
# An honest test of a codebook is on texts that you did not look at while you wrote it. Put some aside before you
# start, code them by hand, best by two persons, and compare.

# %% [markdown]
# ## Numbers, and what they are worth

# %%
results = project.run()
frequency = frame(results["theme_frequency"])
frequency[["period", "theme", "hits", "messages", "n_messages", "n_tokens", "per_1000_tokens", "rate_low", "rate_high"]]

# %%
findings = frame(results["findings"])
for sentence in findings["sentence"]:
    print("-", sentence)

# %% [markdown]
# Digital services went from no comment of six to five of six, the interval leaves out 0, and still the change is "not
# tested". The reason stands beside it and in the table of changes: where a period has fewer than ten messages, no test
# is made. Six comments are soon six unusual ones. Do not lower the bar; get more texts.

# %%
digital = frequency[frequency["theme"] == "digital"].set_index("period")
assert digital["messages"].tolist() == [0, 5] and digital["n_messages"].tolist() == [6, 6]
assert findings["evidence"].isin(["not tested", "not shown"]).all() and (findings["evidence"] == "not tested").any()
changes = frame(results["theme_change"])
assert changes["p_permutation"].isna().all() and changes["p_per_message"].isna().all()
assert changes["note"].str.contains("fewer than 10 messages").all()
changes[["theme", "difference", "difference_low", "difference_high", "p_permutation", "note"]]

# %% [markdown]
# How many is enough? Nobody can say without the data, but you can see how the interval narrows. Here the same twelve
# comments are copied, which one must **never** do with real data: copies are not new observations. It only shows the
# arithmetic.

# %%
rows = []
for copies in (1, 4, 16):
    many = pd.concat([comments.assign(document=comments["document"] + f"-{copy}") for copy in range(copies)])
    row = frame(
        themeshift.change(themeshift.Project(themeshift.Corpus.from_dataframe(many), codebook, unit="document"))
    )
    rows.append(row[row["theme"] == "hours"].assign(messages_a_year=6 * copies))
narrower = pd.concat(rows)[["messages_a_year", "difference", "difference_low", "difference_high"]]
width = narrower["difference_high"] - narrower["difference_low"]
assert (
    width.is_monotonic_decreasing and (narrower["difference"].round(3) == narrower["difference"].iloc[0].round(3)).all()
)
narrower

# %% [markdown]
# Part of a corpus by a variable, and single tables without a whole run:

# %%
south = themeshift.Project(corpus, codebook, where={"branch": "south"}, unit="document")
frame(themeshift.messages(south, theme="digital"))[["document", "period", "themes", "text"]]

# %%
assert frame(themeshift.messages(south))["document"].tolist() == ["c03", "c04", "c05", "c09", "c10", "c11"]

# %% [markdown]
# ## Quarters and groups
#
# A year is one kind of period. Let us take quarters, and compare two groups: the comments of both branches. That needs
# more comments than one likes to read here. So these are put together by chance, by a rule that we know: in the south
# more and more of them are about the opening hours, in the north no more than before. Do the numbers find it?

# %%
BEGINNINGS = ["I come each week.", "My first visit.", "Nice building.", "Thank you.", "We live next door."]
SAYINGS = {
    "hours": ["Longer opening hours, please!", "Could you open on Sundays?", "Your opening hours are too short."],
    "other": ["The app is slow.", "More e-books!", "A quiet room is missing.", "The staff are kind.", "Good coffee."],
}
source = random.Random(2023)
rows = []
for month in range(1, 13):
    for branch in ("north", "south"):
        share = 0.2 if branch == "north" else 0.05 * month
        for _ in range(20):
            kind = "hours" if source.random() < share else "other"
            text = f"{source.choice(BEGINNINGS)} {source.choice(SAYINGS[kind])}"
            rows.append((pd.Timestamp(2023, month, source.randint(1, 28)), branch, text))
many = pd.DataFrame(rows, columns=["date", "branch", "text"])
many.sample(4, random_state=1).sort_index()

# %% [markdown]
# `by` names the variables whose values are groups, and the setting `periods` says what a period is.

# %%
by_branch = themeshift.Corpus.from_dataframe(many, text="text", date="date", by=["branch"])
quarters = themeshift.Project(
    by_branch, codebook, unit="document", periods={"unit": "quarter"}, title="More comments (made up)"
)
of_quarters = quarters.run()
frame(of_quarters["periods"])[["period", "start", "end", "documents", "messages", "tokens"]]

# %% [markdown]
# With groups there are further tables. `group_frequency` has the rates of each group in each quarter; this chart draws
# them.

# %%
of_quarters.chart("group_trends", themes=["hours"])

# %% [markdown]
# `group_contrast` compares two groups: in each quarter, and over all of them, each weighted alike (the row without a
# period). The difference is that of the second group less that of the first, here south less north.

# %%
columns = ["period", "rate_a", "rate_b", "difference", "difference_low", "difference_high", "p_permutation", "p_holm"]
contrast = frame(of_quarters["group_contrast"]).query("theme == 'hours'")
contrast[columns]

# %% [markdown]
# In the last quarter the south names opening hours 43 more times in 1,000 words than the north; the interval leaves out
# 0, and so does a test that is corrected for all rows. In the first two quarters no difference is shown. Over all
# quarters the difference is small and its interval holds 0: a mean hides what moves.

# %%
of_period = contrast.set_index(contrast["period"].fillna("all"))
assert round(of_period.loc["2023-Q4", "difference"]) == 43
assert of_period.loc["2023-Q4", "difference_low"] > 0 and of_period.loc["2023-Q4", "p_holm"] < 0.05
assert (of_period.loc[["2023-Q1", "2023-Q2"], "p_permutation"] > 0.05).all()
assert of_period.loc["all", "difference_low"] < 0 < of_period.loc["all", "difference"] < 13
of_quarters.chart("group_contrast")

# %% [markdown]
# `group_divergence` compares the changes: did the south change from one quarter to another by more than the north?

# %%
divergence = frame(of_quarters["group_divergence"]).query("theme == 'hours'")
divergence[["from_period", "to_period", "change_a", "change_b", "difference", "low", "high", "p", "q_bh"]]

# %% [markdown]
# From the first quarter to the last it did: the numbers find the rule. From each quarter to the next they do not, as
# each step is small. So the steps that are compared decide what can be seen; the setting `compare` chooses them.

# %%
changes = divergence.set_index(["from_period", "to_period"])
assert changes.loc[("2023-Q1", "2023-Q4"), "low"] > 0 and changes.loc[("2023-Q1", "2023-Q4"), "q_bh"] < 0.05
steps = [("2023-Q1", "2023-Q2"), ("2023-Q2", "2023-Q3"), ("2023-Q3", "2023-Q4")]
assert (changes.loc[steps, "p"] > 0.05).all()

# %% [markdown]
# ## The report
#
# Tables go to files with pandas or polars, charts save themselves, and the findings come in words. A page in Markdown
# holds them together. Each chart has its alt text, each sentence what it rests on. One warning: a spreadsheet runs a
# text that begins with `=` as a formula. The CSV files of the command line guard against it, those of polars and
# pandas do not.


# %%
def write_report(results, folder, title, note):
    """Writes tables, charts and a page in Markdown that holds them together; gives the page."""
    for name in ("theme_frequency", "theme_change", "findings", "hits"):
        pl.DataFrame(results[name]).write_csv(folder / f"{name}.csv")
    lines = [f"# {title}", "", note, ""]
    for name in ("theme_change", "theme_trends", "coverage"):
        chart = results.chart(name)
        chart.save(folder / f"{name}.svg")
        alt = chart.description.replace("[", "(").replace("]", ")")
        lines += [f"![{alt}]({name}.svg)", ""]
    lines += ["## Findings", ""]
    for row in frame(results["findings"]).fillna("").itertuples():
        lines.append(f"- {row.sentence} Rests on {row.rests_on}.")
        lines += [f"  - threatened by: {row.threatened_by}"] if row.threatened_by else []
    page = folder / "report.md"
    page.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return page


folder = Path(tempfile.mkdtemp())  # for your own report: a folder such as Path("report")
page = write_report(results, folder, "Comments (made up)", "All texts are made up. These numbers mean nothing.")
print(*sorted(path.name for path in folder.iterdir()), "", sep="\n")
print(page.read_text(encoding="utf-8"))

# %%
results.chart("theme_change")

# %%
results.chart("theme_trends")

# %% [markdown]
# ## Real documents the same way
#
# The five shipped documents, read as a data frame. They are long, with headings and bullets, so there is no
# `unit="document"`: their messages are found. `skip_sections` is one of the columns that are understood without being
# named, and so are `title`, `kind`, `scope` and others: they tell what makes periods hard to compare. Documents are the
# sampling unit where a period has several. Here all periods but one have a single document, so intervals and tests
# speak of the messages of these documents alone: `cluster="message"` says so for all.

# %%
documents = pd.read_csv("../corpus/documents.csv")
documents["text"] = [Path("../corpus", file).read_text(encoding="utf-8") for file in documents["file"]]
real = themeshift.Project(
    themeshift.Corpus.from_dataframe(documents),
    "../corpus/codebook.toml",
    title="Internet governance messages, 2012-2020",
    cluster="message",
)
real_results = real.run()
frame(real_results["documents"])[["document", "period", "kind", "scope", "messages", "tokens"]]

# %% [markdown]
# The numbers are those of the project file.

# %%
shipped = themeshift.Project.open("..").run()
for name in ("theme_frequency", "theme_change", "findings"):
    pd.testing.assert_frame_equal(frame(real_results[name]), frame(shipped[name]), check_exact=True)
assert frame(real_results["documents"])["messages"].tolist() == documents["messages_expected"].tolist()

# %%
page = write_report(
    real_results,
    Path(tempfile.mkdtemp()),
    real.title,
    "Five documents of unlike kinds; differences are between documents.",
)
evidence = frame(real_results["findings"])["evidence"].value_counts()
print(len(page.read_text(encoding="utf-8").splitlines()), "lines;", evidence.to_dict())

# %% [markdown]
# 95 of the 100 comparisons are not shown, and the report says so 95 times. Print what your question asked for, and
# say how many comparisons you made.

# %%
assert evidence["not shown"] == 95 and evidence.sum() == 100

# %% [markdown]
# ## Further
#
# - Long work reports to `run(progress=...)` and stops with Ctrl-C; see `python/README.md`.
# - A corpus that does not fit on one machine: `themeshift.partial_counts` makes counts that add up.
# - From time to time write the whole project as files (a manifest, a codebook, `themeshift.toml`), so that others can
#   run it from the command line without Python.
