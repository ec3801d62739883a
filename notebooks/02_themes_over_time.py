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
# # 2 · Themes over time
#
# For researchers. From a codebook to a change with its interval: what the numbers are, and what happens to them when
# one pattern, one document or the stemmer is taken away. Each of these is really run here, not argued.
#
# The result in one sentence: of 100 changes that are compared, these data show five, and all five are between
# documents of different scope, which no statistic can remove. A notebook that says so is worth more than one that
# finds twenty trends.

# %%
import itertools
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import tomllib

import themeshift

pd.options.display.max_colwidth = 90
plt.rcParams.update({"figure.dpi": 120, "axes.spines.top": False, "axes.spines.right": False})
INK = "#1f4e79"


def frame(table):
    """A table of themeshift as a data frame of pandas."""
    return pd.DataFrame.from_arrow(table)


project = themeshift.Project.open("..")
results = project.run()
project

# %% [markdown]
# ## From a codebook to hits
#
# A **theme** is a definition and a list of patterns that stand for it. The codebook is a text file, so others can
# read it, dispute it and change it. One theme of the twenty:

# %%
codebook = tomllib.loads(Path("../corpus/codebook.toml").read_text(encoding="utf-8"))["themes"]
for key, value in codebook["crisis"].items():
    print(f"{key}: {value}")

# %% [markdown]
# A **hit** is one match of a pattern in a message. Every number below is a sum of hits, and every hit can be read.
# These are the hits of the theme *crisis*:

# %%
hits = frame(results["hits"])
crisis = hits[hits["theme"] == "crisis"]
crisis[["message", "pattern", "left", "match", "right"]].fillna("")

# %% [markdown]
# All 18 are of 2020, in 8 messages, and eight of them stand in one message. The pandemic is in them, as one would
# expect. Read the lines with care all the same: a codebook finds words, and whether a message is *about* a crisis is
# for a reader to say.

# %%
assert len(crisis) == 18 and set(crisis["period"]) == {"2020"}
assert crisis["message"].nunique() == 8 and crisis["message"].value_counts().iloc[0] == 8

# %% [markdown]
# ## From hits to a rate with an interval
#
# A rate is hits per 1,000 word tokens, stop words included, over all messages of the year.

# %%
frequency = frame(results["theme_frequency"])
columns = [
    "theme",
    "period",
    "hits",
    "messages",
    "n_messages",
    "n_tokens",
    "per_1000_tokens",
    "rate_low",
    "rate_high",
    "design_effect",
]
some = frequency[frequency["theme"].isin(["crisis", "human_rights"])]
some.sort_values(["theme", "period"])[columns]

# %% [markdown]
# `rate_low` and `rate_high` are the ends of a 95 % interval: the rates that fit these data, if messages like these
# were drawn again. Three things to know:
#
# - **The message is what is drawn**, not the word. Words of one message belong together: eight hits in one message
#   are not eight independent events. `design_effect` says how much this costs. For *crisis* in 2020 it is about 3.9,
#   so the 18 hits carry the information of about five independent ones.
# - **No hit is not the rate 0.** With no hit in 28 messages the rate can still be as high as 9.3.
# - **The interval knows one document.** It covers variation between messages of this document. How another document
#   of the same year would differ, it cannot know.

# %%
of = frequency.set_index(["theme", "period"])
assert round(of.loc[("crisis", "2020"), "design_effect"], 1) == 3.9 and round(18 / 3.9) == 5
assert of.loc[("crisis", "2012"), "hits"] == 0 and round(of.loc[("crisis", "2012"), "rate_high"], 1) == 9.3

# %%
results.chart("theme_trends", themes=["human_rights", "crisis", "cybersecurity", "norms"])

# %% [markdown]
# ## From two rates to a change
#
# Each theme is compared between 2012 and each later year, and between each year and the next: five pairs, a hundred
# comparisons. The table `findings` says for each what the evidence is worth.

# %%
findings = frame(results["findings"])
findings["evidence"].value_counts().to_frame()

# %%
evident = findings[findings["evidence"] != "not shown"]
evident[["theme", "from_period", "to_period", "rate_from", "rate_to", "difference_low", "difference_high", "evidence"]]

# %%
assert len(findings) == 100 and len(evident) == 5
assert (evident["evidence"] == "strong").sum() == 2 and set(evident.loc[evident["evidence"] == "strong", "theme"]) == {
    "human_rights"
}
assert not (findings["evidence"] == "hardly changed").any()
assert evident["sentence"].str.contains("between these documents, which differ in").all()

# %% [markdown]
# Why so few? *Strong* needs four things at once: an interval without 0, two permutation tests that shuffle whole
# messages, a correction for having made a hundred comparisons, and a sign that stays when parts are left out. With a
# hundred comparisons, five would be "significant at .05" by chance alone.
#
# And *not shown* is not *no change*. "Hardly changed" would be a finding too, one that needs a narrow interval; there
# is none in this table. Compare two themes:

# %%
results.chart("theme_change", themes=["human_rights", "crisis", "capacity_building", "trust", "norms", "cybersecurity"])

# %%
at = findings.query("from_period == '2012' and to_period == '2020'").set_index("theme")
print(at.loc["capacity_building", "sentence"], at.loc["trust", "sentence"], sep="\n\n")

# %% [markdown]
# *Capacity building* went from 12.4 to 11.7. That looks like nothing, but the interval runs from -15 to +12: the rate
# may have doubled or fallen to nearly nothing. *Trust* went from none to 5.1, which looks like much, and its interval
# holds 0 as well. Neither shows a change; neither shows that there was none.

# %%
assert at.loc["capacity_building", ["rate_from", "rate_to"]].astype(float).round(1).tolist() == [12.4, 11.7]
assert at.loc["capacity_building", ["difference_low", "difference_high"]].astype(float).round().tolist() == [-15, 12]
assert at.loc["trust", "rate_from"] == 0 and round(at.loc["trust", "rate_to"], 1) == 5.1
assert at.loc["trust", "difference_low"] < 0 < at.loc["trust", "difference_high"]

# %% [markdown]
# ## Without one pattern
#
# Does a finding hang on one word of the codebook? Take the pattern away and run the analysis again. First *crisis*,
# from 2012 to 2020: the evidence was "some".


# %%
def without_pattern(theme, pattern):
    """The project with a codebook that lacks one pattern."""
    kept = [other for other in codebook[theme]["include"] if other != pattern]
    assert len(kept) == len(codebook[theme]["include"]) - 1
    return themeshift.Project.open("..", codebook={**codebook, theme: {**codebook[theme], "include": kept}})


def change(project, theme, from_period, to_period):
    """The change of one theme between two years."""
    row = frame(themeshift.change(project, from_period, to_period)).set_index("theme").loc[theme]
    return row[["difference", "difference_low", "difference_high", "evidence"]]


def variants(theme, years, projects):
    """The change of one theme in several projects: one row each."""
    return pd.DataFrame({name: change(other, theme, *years) for name, other in projects.items()}).T


def forest(rows, title):
    """Changes with their intervals, one below the other; what the evidence is worth stands in brackets."""
    _, axes = plt.subplots(figsize=(7, 0.9 + 0.36 * len(rows)), layout="constrained")
    place = range(len(rows), 0, -1)
    low, at, high = (rows[name].astype(float) for name in ("difference_low", "difference", "difference_high"))
    axes.axvline(0, color="#999999", linewidth=1)
    axes.errorbar(at, place, xerr=[at - low, high - at], fmt="o", markersize=5, color=INK, elinewidth=1.2, capsize=3)
    axes.set_yticks(place, [f"{name} ({evidence})" for name, evidence in rows["evidence"].items()])
    axes.set_ylim(0.4, len(rows) + 0.6)
    axes.set_xlabel("change, hits per 1,000 word tokens, with 95 % interval")
    axes.set_title(title, loc="left", fontsize=11)
    plt.show()


patterns = frame(results["theme_patterns"]).query("theme == 'crisis' and hits > 0")["pattern"]
crisis_variants = variants(
    "crisis",
    (2012, 2020),
    {"all patterns": project}
    | {f"without {pattern}": without_pattern("crisis", pattern) for pattern in sorted(patterns)},
)
forest(crisis_variants, "Crisis and emergency, 2012 to 2020")

# %% [markdown]
# The sign stays, whatever is taken away. The evidence does not: without `covid*`, `crisis` or `pandemic*` the
# interval holds 0 and the change counts as "not shown". So the finding rests on a handful of words of one event. That
# is no fault (the pandemic was one event), but it must be said with the finding.

# %%
assert crisis_variants.loc["all patterns", "evidence"] == "some" and (crisis_variants["difference"] > 0).all()
lost = crisis_variants.index[crisis_variants["evidence"] == "not shown"]
assert list(lost) == ["without covid*", "without crisis", "without pandemic*"]

# %% [markdown]
# You need not run this by hand for each theme: the table `robustness` holds the difference without each pattern, each
# document, the longest message and the one with most hits. Its differences are those that we ran, and its last column
# says whether the intervals that we ran exclude 0. How high the rate of a year without a hit may be, as 2012 here,
# depends on how many hits a message with any has. Each variant counts that anew, as a run does: without `disaster*` the
# interval just excludes 0.

# %%
robustness = frame(results["robustness"])
table = robustness.query("theme == 'crisis' and from_period == '2012' and to_period == '2020'").set_index("variant")
for pattern in patterns:
    of_table, of_run = table.loc[f"without pattern: {pattern}"], crisis_variants.loc[f"without {pattern}"]
    assert of_table["difference"] == of_run["difference"]
    excludes_zero = of_run["difference_low"] > 0 or of_run["difference_high"] < 0
    assert of_table["interval_excludes_zero"] == ("yes" if excludes_zero else "no")
assert table.loc["without pattern: disaster*", "interval_excludes_zero"] == "yes"
assert 0 < crisis_variants.loc["without disaster*", "difference_low"] < 1.5
table[["difference", "same_sign", "interval_excludes_zero"]]

# %% [markdown]
# Now the strongest finding of all, *human rights*, without its own name:

# %%
rights_variants = variants(
    "human_rights",
    (2012, 2020),
    {"all patterns": project, "without human right*": without_pattern("human_rights", "human right*")},
)
forest(rights_variants, "Human rights, 2012 to 2020")
rights_variants

# %% [markdown]
# From "strong" to "not shown". Nobody would define human rights without the words *human rights*, so this does not
# refute the finding. It shows what the finding is: the text of a conference named *The Internet and Human Rights*
# uses these two words often.

# %%
assert rights_variants["evidence"].tolist() == ["strong", "not shown"]

# %% [markdown]
# ## Without one document
#
# To leave out documents we read the corpus as a data frame and take a row away. With all rows the numbers must be
# those of the project.

# %%
documents = pd.read_csv("../corpus/documents.csv")
documents["text"] = [Path("../corpus", file).read_text(encoding="utf-8") for file in documents["file"]]
settings = tomllib.loads(Path("../themeshift.toml").read_text(encoding="utf-8"))
settings = {section: settings[section] for section in ("segment", "text", "analysis")}


def project_of(rows):
    """The shipped analysis for some of its documents."""
    return themeshift.Project(themeshift.Corpus.from_dataframe(rows), "../corpus/codebook.toml", settings=settings)


pd.testing.assert_frame_equal(
    frame(themeshift.change(project_of(documents))), frame(themeshift.change(project)), check_exact=True
)

# %% [markdown]
# Only 2019 has two documents: messages of the forum and the report of a session on the same track.

# %%
of_2019 = {
    "both documents": project,
    "without the session report": project_of(documents[documents["document"] != "2019-igf-sssr-concluding"]),
    "without the messages": project_of(documents[documents["document"] != "2019-igf-sssr"]),
}
security = variants("cybersecurity", (2017, 2019), of_2019)
forest(security, "Cybersecurity, 2017 to 2019")

# %%
rights = variants("human_rights", (2012, 2019), of_2019)
forest(rights, "Human rights, 2012 to 2019")

# %% [markdown]
# *Cybersecurity* rose or fell, depending on which of two documents of the same track and week stands for the year.
# Each time the interval says so: it holds 0. *Human rights* keeps its sign and an interval without 0, but not its
# evidence: without the session report the year has 17 messages, and of the two tests the one per message, corrected
# for all comparisons, is no longer passed.
#
# The other years have one document each. Without it the year is gone:

# %%
assert security["evidence"].eq("not shown").all()
assert (security["difference"] > 0).tolist() == [False, True, False]
assert rights["evidence"].tolist() == ["strong", "not shown", "strong"] and (rights["difference_high"] < 0).all()
short = frame(themeshift.change(of_2019["without the session report"]))
short = short.query("theme == 'human_rights' and from_period == '2012' and to_period == '2019'")
assert short["q_bh"].item() < 0.1 <= short["q_per_message_bh"].item()

without_berlin = project_of(documents[documents["document"] != "2012-berlin"])
fewer = frame(without_berlin.run()["findings"])
print("periods:", *without_berlin.periods)
print(fewer["evidence"].value_counts().to_string())
fewer.loc[fewer["evidence"] != "not shown", ["theme", "from_period", "to_period", "evidence"]]

# %% [markdown]
# The findings about human rights and harmful content are gone with the text of 2012. But a new finding is there, and
# two things made those that are left. The first year is now 2017, so 2017 is compared with 2020, which was not done
# before. And there are 60 comparisons in place of 100, so the correction for many comparisons is milder: *emerging
# technologies* from 2019 to 2020 has the same hits as before and is now "some". The list of comparisons is part of
# the result. So choose years, documents and themes before you look, and never leave a document out because the table
# looks better without it.

# %%
evident_now = fewer[fewer["evidence"] != "not shown"]
assert len(fewer) == 60 and len(evident_now) == 3
assert not {"human_rights", "harmful_content"} & set(evident_now["theme"])
assert sum((evident_now["from_period"] == "2017") & (evident_now["to_period"] == "2020")) == 1
same = [
    table.query("theme == 'emerging_tech' and from_period == '2019' and to_period == '2020'")
    for table in (findings, fewer)
]
assert same[0]["difference"].item() == same[1]["difference"].item()
assert [table["evidence"].item() for table in same] == ["not shown", "some"]

# %% [markdown]
# ## Without the stemmer
#
# The stemmer merges forms of a word into one **term**. Patterns of the codebook match words as they are written. So
# the themes must not change when the stemmer does, and the terms must.

# %%
stemmers = {name: themeshift.Project.open("..", stemmer=name) for name in ("snowball", "frostem", "none")}
for name, other in stemmers.items():
    pd.testing.assert_frame_equal(frame(themeshift.theme_frequency(other)), frequency, check_exact=True)
    print(f"{name:9}{frame(themeshift.term_frequency(other))['term'].nunique():5} terms; themes as before")

# %% [markdown]
# Terms that mark 2020 against the other years, the strongest first:

# %%
marks = {}
for name, other in stemmers.items():
    keyness = frame(themeshift.keyness(other, 2020, "rest"))
    risen = keyness[keyness["log_ratio"] > 0].sort_values(["g2", "term"], ascending=[False, True])
    marks[name] = [f"{row.label} {row.g2:.1f}" for row in risen.head(6).itertuples()]
pd.DataFrame(marks, index=pd.RangeIndex(1, 7, name="rank"))

# %% [markdown]
# With a stemmer *connected*, *connect* and *connectivity* are one term, and it leads the list. Without it each form
# is rarer and none leads; *COVID-19*, which has one form, does. Neither list is wrong. They answer different
# questions, so say which one you asked. The stemmers differ too: `snowball` merges *international* and *internal*,
# `frostem` does not.

# %%
assert marks["snowball"][0].startswith("connected") and marks["none"][0].startswith("COVID-19")
forms = frame(results["term_forms"]).set_index("term")["forms"]
assert "connected" in forms["connect"]
forms_of = {
    name: set(frame(themeshift.kwic(other, "stem:international"))["match"].str.lower())
    for name, other in stemmers.items()
}
assert forms_of["snowball"] == {"international", "internal"} and forms_of["frostem"] == {"international"}
forms["connect"]

# %% [markdown]
# A pattern such as `stem:regulate` does use the stemmer. The shipped codebook has none.

# %%
assert not any(pattern.startswith("stem:") for theme in codebook.values() for pattern in theme["include"])

# %% [markdown]
# ## Why four years show no trend
#
# The Mann-Kendall test asks whether rates rise or fall steadily. It looks only at their order: S counts the pairs of
# years that rise, less those that fall. Its p is the share of all orders that are at least as extreme. With four
# years there are 24 orders, so we can look at all of them.


# %%
def steady(order):
    """S of Mann and Kendall: pairs that rise less pairs that fall."""
    return sum((later > earlier) - (later < earlier) for earlier, later in itertools.combinations(order, 2))


orders = pd.Series([steady(order) for order in itertools.permutations(range(4))])
orders.value_counts().sort_index().rename_axis("S").to_frame("orders")

# %% [markdown]
# The most extreme results are S = 6 (each year above the last) and S = -6 (each below). They are 2 of 24 orders, so
# the least p there can be is 2/24 = .083. Four years can never show a trend at .05, however large it is. The table
# `theme_trend` says so in each row.

# %%
trend = frame(results["theme_trend"])
assert (orders.abs() == 6).sum() == 2 and len(orders) == 24
assert (trend["p_attainable"].round(4) == round(2 / 24, 4)).all() and (trend["p_mann_kendall"] >= 0.0833).all()
perfect = trend[trend["mann_kendall_s"].abs() == 6]
print(
    len(perfect),
    "of",
    len(trend),
    "themes rise or fall with each year; the p of each is",
    perfect["p_mann_kendall"].max().round(4),
)

# %%
least = {}
for years in range(3, 9):
    share = 1.0
    for number in range(3, years + 1):
        share /= number
    least[years] = share

figure, axes = plt.subplots(figsize=(6, 3.2), layout="constrained")
axes.semilogy(list(least), list(least.values()), "o-", color=INK)
axes.axhline(0.05, color="#b03a2e", linewidth=1, linestyle="--")
axes.annotate("p = .05", (8, 0.05), xytext=(0, 4), textcoords="offset points", ha="right", color="#b03a2e")
axes.annotate("this corpus", (4, least[4]), xytext=(8, 4), textcoords="offset points", color=INK)
axes.set(xlabel="years observed", ylabel="least p there can be")
axes.set_yticks([0.1, 0.01, 0.001, 0.0001], [".1", ".01", ".001", ".0001"])
axes.set_title("Mann-Kendall: five years are the least that can show a trend", loc="left", fontsize=11)
plt.show()

# %% [markdown]
# So the table gives no verdict of a rise or fall. What it can give is that a year stands out, among these documents.
# The slope has an interval: the messages of four years leave it as wide as this.

# %%
assert not trend["verdict"].isin(["rises", "falls"]).any() and "one-off in 2017" in set(trend["verdict"])
trend[["theme", "first_third", "last_third", "slope_ratio_per_decade", "slope_low", "slope_high", "verdict"]].head(8)

# %% [markdown]
# A test that takes the messages of a year as a sample of that year would be surer of itself, and wrong: here a year is
# one document, or two of the same week, that others chose. Such a test shows that *these documents* differ. It cannot
# tell the year from its document. What differs beside the year:

# %%
messages = frame(results["messages"])
assert len(messages) == 140
frame(results["comparability"])[["period", "documents", "messages", "median_message_tokens", "kinds", "scopes"]]

# %%
print(messages.groupby("period")["document"].nunique().to_string())
results.chart("coverage")

# %% [markdown]
# ## What to write
#
# - "In the messages of 2020 (30, from one track on trust) crisis and emergency is named 18 times in 8 messages; in
#   those of 2012, 2017 and 2019 never." That is a fact about these documents.
# - "Some evidence of a difference between these documents, which differ in kind, scope and publisher." That is what
#   the tests allow.
# - Not: "Human rights lost importance between 2012 and 2020." The document of 2012 was about human rights by its
#   title.
# - Not: "Trust did not change." It is not shown, and that is all.
#
# To say more you need more documents a year, of the same kind, and more years. The tool will then say more with the
# same rules.

# %%
assert frequency.query("theme == 'crisis'").set_index("period")["hits"].to_list() == [0, 0, 0, 18]
assert "which differ in kind, scope and publisher" in at.loc["crisis", "sentence"]
print(at.loc["human_rights", "sentence"])
