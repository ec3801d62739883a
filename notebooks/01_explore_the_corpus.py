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
# # 1 · Explore the corpus
#
# For students. You need a little Python and no statistics. At the end you know what a corpus, a message, a token and
# a type are, how to count words and compare the counts, and why you must read what you counted.
#
# Run the cells from top to bottom. Then change them: that is what they are for.

# %%
from itertools import accumulate

import matplotlib.pyplot as plt
import pandas as pd

import themeshift

pd.options.display.max_colwidth = 80
plt.rcParams.update({"figure.dpi": 120, "axes.spines.top": False, "axes.spines.right": False})
INK = "#1f4e79"


def frame(table):
    """A table of themeshift as a data frame of pandas."""
    return pd.DataFrame.from_arrow(table)


# %% [markdown]
# ## The corpus
#
# A **corpus** is a collection of texts that someone chose for a purpose. Ours has five **documents** from meetings
# about the government of the Internet. Each has a date, so that we can ask what changed. To compare, we put together
# what belongs to the same **period**. Here a period is a year; it may as well be a quarter, a decade or a reign.

# %%
project = themeshift.Project.open("..")  # the folder with themeshift.toml
results = project.run()
documents = frame(results["documents"])
documents[["document", "period", "kind", "scope", "messages", "tokens"]]

# %% [markdown]
# Look at the columns `kind` and `scope` before you count anything. The text of 2012 is from a conference about human
# rights. That of 2017 is from all sessions of another meeting. Those of 2019 and 2020 are from one track each. If a
# word is rarer in 2020 than in 2012, the reason may be that the world changed, or that these are different kinds of
# text. Keep this in mind to the end.

# %% [markdown]
# ## Messages
#
# A document is too large a piece to count with: five documents give five numbers. So each is split into **messages**:
# a bullet, a numbered point, or a paragraph. The message is our *unit of analysis*: we ask in how many messages a
# thing is named.

# %%
messages = frame(results["messages"])
messages.loc[:4, ["message", "section", "tokens", "text"]]

# %% [markdown]
# Headings, introductions and notes are not messages. They are not thrown away: each line of a document is either in
# the table of messages or in the table of other text.

# %%
other = frame(results["other_text"])
pd.concat([messages["kind"], other["kind"]]).value_counts().rename("lines or blocks").to_frame()

# %% [markdown]
# There are 140 messages, and half of those of 2012 have 25 words or fewer. Small numbers are easily moved by chance:
# in 2012 a single message is 3.6 % of all messages of the year.

# %%
in_2012 = messages[messages["period"] == "2012"]
assert len(messages) == 140
assert (in_2012["tokens"] <= 25).mean() == 0.5
assert round(100 / len(in_2012), 1) == 3.6

# %% [markdown]
# Cells such as the one above check that the numbers in the text are true. If the corpus changes, they stop the
# notebook.

# %% [markdown]
# ## Tokens and types
#
# A **token** is one word as it stands in the text. A **type** is a word as such, however often it stands there. "To
# be or not to be" has six tokens and four types: *to*, *be*, *or*, *not*.

# %%
tokens = frame(themeshift.tokenize("To be or not to be"))
tokens["type"] = tokens["token"].str.lower()
print(len(tokens), "tokens,", tokens["type"].nunique(), "types")

# %% [markdown]
# To cut a text into words one must decide many small things. Is *e-commerce* one word or two? Is a number a word?
# Here is what this tool decides.

# %%
text = "Trust in e-commerce: see https://www.intgovforum.org, and the responses to COVID-19 in 2020."
frame(themeshift.tokenize(text))[["token", "class", "stop", "term"]]

# %% [markdown]
# - `class`: numbers and addresses are recognised, and not counted as words.
# - `stop`: **stop words** such as *in* and *the* stand in every text and say little about it. They are left out of
#   lists of terms, but they count when we ask how long a text is.
# - `term`: different forms of a word are merged by cutting the ending: a **stemmer** does that. *responses* becomes
#   *respons*. It is quick and makes mistakes; exercise 2 finds some.
#
# Now all messages.

# %%
everything = frame(themeshift.tokenize(messages["text"]))
words = everything[everything["class"] == "word"].copy()
words["type"] = words["token"].str.lower()
counts = words["type"].value_counts()
once = counts[counts == 1]

print(f"{len(words):,} word tokens")
print(f"{len(counts):,} types")
print(f"{len(once):,} types stand there once: {100 * len(once) / len(counts):.0f} % of all types")

# %% [markdown]
# The tokens are as many as the program counts in its documents. About half of all types occur just once. That is so
# in nearly all texts, and it is why a count of one or two tells you little.

# %%
assert len(words) == documents["tokens"].sum()
assert 0.4 < len(once) / len(counts) < 0.6

# %% [markdown]
# How rich is the vocabulary? People divide types by tokens, the **type-token ratio**. But a longer text always has a
# lower ratio, since fewer and fewer of its words are new. So the ratios of two texts of different lengths must not be
# compared.

# %%
new = ~words["type"].duplicated()
grown = list(accumulate(new.astype(int)))

figure, axes = plt.subplots(figsize=(6.5, 3.6))
axes.plot(range(1, len(grown) + 1), grown, color=INK, label="the messages, first to last")
axes.plot(
    [0, len(grown)], [0, len(grown)], color="#999999", linestyle="--", linewidth=1, label="if every word were new"
)
axes.set(xlabel="word tokens read", ylabel="types met so far", ylim=(0, 1.6 * len(counts)), xlim=(0, len(grown)))
axes.set_title("The more you read, the fewer words are new", loc="left")
axes.legend(frameon=False, loc="lower right")
plt.show()

# %% [markdown]
# Read from left to right. The curve rises steeply at first and then bends. Among the first thousand words more than a
# third are new, among the last thousand about one in ten.

# %%
assert new[:1000].mean() > 1 / 3
assert 0.07 < new[-1000:].mean() < 0.13

# %% [markdown]
# ## Frequency
#
# Which terms are most frequent? The table `term_frequency` has them for each period. Stop words are left out.

# %%
terms = frame(results["term_frequency"])
in_2020 = terms[terms["period"] == "2020"].nsmallest(12, "rank")
in_2020[["label", "count", "messages", "per_1000_tokens"]]

# %% [markdown]
# Three columns count in three ways.
#
# - `count`: how often the term occurs.
# - `messages`: in how many messages it occurs. A term that one message repeats has a high count in few messages.
# - `per_1000_tokens`: the **rate**, occurrences in a thousand words. Years have different amounts of text, so counts
#   must not be compared between years; rates may be.
#
# An example: *rights*.

# %%
rights = terms[terms["label"] == "rights"]
rights[["period", "count", "per_1000_tokens", "messages", "message_share"]]

# %% [markdown]
# The counts of 2012 and 2017 are almost the same: 29 and 28. The rates are not: 40 and 9 in a thousand words, because
# the text of 2017 is about four times as long.

# %%
by_year = rights.set_index("period")
assert by_year.loc[["2012", "2017"], "count"].tolist() == [29, 28]
assert by_year.loc[["2012", "2017"], "per_1000_tokens"].round().tolist() == [40, 9]
length = documents.groupby("period")["tokens"].sum()
assert round(length["2017"] / length["2012"]) == 4

figure, (left, right) = plt.subplots(1, 2, figsize=(7, 2.8), layout="constrained")
left.bar(rights["period"], rights["count"], color="#a6a6a6", width=0.6)
left.set_title("Count of “rights”", loc="left")
left.set_ylabel("occurrences")
right.bar(rights["period"], rights["per_1000_tokens"], color=INK, width=0.6)
right.set_title("Rate of “rights”", loc="left")
right.set_ylabel("per 1,000 word tokens")
plt.show()

# %% [markdown]
# And even the rate does not show that people spoke less about rights: the meeting of 2012 *was about* rights.
# Notebook 2 says how sure one can be of a change.

# %% [markdown]
# ## Zipf's law
#
# Put all types in order, the most frequent first. The place in this order is the **rank**. George Zipf described in
# the 1930s that a count is about the first count divided by the rank: the second type is half as frequent as the
# first, the hundredth a hundredth. Both axes below are **logarithmic**: each step multiplies by ten. On such axes
# Zipf's law is a straight line.

# %%
rank = range(1, len(counts) + 1)

figure, axes = plt.subplots(figsize=(6.5, 4.2))
axes.loglog(rank, counts, ".", markersize=4, color=INK, label="types of all messages")
axes.loglog(
    rank,
    [counts.iloc[0] / place for place in rank],
    color="#999999",
    linestyle="--",
    linewidth=1,
    label="Zipf: first count / rank",
)
axes.set_ylim(0.7, 1.6 * counts.iloc[0])
for place in (1, 2, 10, 100):
    axes.annotate(
        counts.index[place - 1],
        (place, counts.iloc[place - 1]),
        xytext=(5, 5),
        textcoords="offset points",
    )
axes.set(xlabel="rank of the type", ylabel="count of the type")
axes.xaxis.set_major_formatter("{x:,.0f}")
axes.yaxis.set_major_formatter("{x:,.0f}")
axes.set_title("A few words are everywhere, most are rare", loc="left")
axes.legend(frameon=False, loc="lower left")
plt.show()

# %%
top = counts.head(10)
print(", ".join(f"{word} {count}" for word, count in top.items()))
print(f"The ten most frequent types are {100 * top.sum() / counts.sum():.0f} % of all tokens.")

# %% [markdown]
# The first ranks are function words: *and*, *the*, *to*. The flat steps at the lower right are all the types with a
# count of three, two and one. The points fall about as steeply as the line, but they lie above it: the second type is
# not half as frequent as the first, but nearly four fifths. So the law is a rough one, and log axes make rough fits
# look good. Still it has consequences: most of what could interest you is rare, and rare things need much text.

# %%
assert list(top.index[:3]) == ["and", "the", "to"]
assert 0.75 < counts.iloc[1] / counts.iloc[0] < 0.8

# %% [markdown]
# ## Concordance
#
# A count says how often. It does not say in what sense. A **concordance** shows each occurrence with the words around
# it, also called *key word in context* (KWIC). Always look at one before you use a count.


# %%
def concordance(pattern, rows=12):
    """Occurrences of a pattern, with the word in the middle."""
    found = frame(themeshift.kwic(project, pattern)).fillna("")
    print(len(found), "occurrences")
    for row in found.head(rows).itertuples():
        print(f"{row.message:28}{row.left[-32:]:>32} [{row.match}] {row.right[:32]}")


concordance("norm*", rows=20)

# %% [markdown]
# A pattern with `*` finds all endings. Read the lines. Most are about norms for the conduct of states. But one is
# about *culture and norms*, the customs of a society: another matter with the same word. One is about *normal* daily
# activities: another word. And eight of the twenty stand in a single message, `2019-igf-sssr-concluding#05`. A count
# of `norm*` mixes all this. The codebook of notebook 2 is a list of patterns that keeps such senses apart.

# %%
found = frame(themeshift.kwic(project, "norm*")).fillna("")
assert len(found) == 20
assert found["left"].str.contains("culture and").sum() == 1
assert (found["match"] == "normal").sum() == 1
assert (found["message"] == "2019-igf-sssr-concluding#05").sum() == 8

# %% [markdown]
# Patterns can also ask for words that are near each other. `child* ~3 protect*` wants both within three words, in
# either order.

# %%
concordance("child* ~3 protect*")

# %% [markdown]
# ## What you cannot learn from this corpus
#
# - Five documents are a small choice. They say nothing about other meetings.
# - Most years are one document, and the documents are of different kinds. A difference between years is always also a
#   difference between documents.
# - A word is not a meaning. Read.

# %% [markdown]
# ## Exercises
#
# 1. Write down by hand how many tokens, words and stop words this sentence has, then let the tool count: *"The
#    state-of-the-art e-mail policy of 2019 can't apply to info@example.org."*
# 2. The stemmer merges forms. Find in the table `term_forms` which forms it merged into `intern` and which into
#    `organ`. Do they belong together?
# 3. Is *Internet* named more often in 2017 or in 2012? Answer by count, by rate and by share of messages. Which would
#    you print?
# 4. Draw Zipf's plot again for the year 2020 alone. Does the line still fit? What is different at the right end?
# 5. In what senses does the corpus use *secur\**? Read the concordance and sort the lines into two or three groups.
# 6. Find the year in which *norms* has the highest rate. How many messages does that rest on? Would you call it a
#    topic of the year?

# %% [markdown] jp-MarkdownHeadingCollapsed=true
# ## Answers
#
# In Jupyter this section is folded. Open it when you have tried.

# %% [markdown]
# **1.** Hyphenated compounds are one token. The number and the address are tokens but not words.

# %%
answer = frame(themeshift.tokenize("The state-of-the-art e-mail policy of 2019 can't apply to info@example.org."))
print(
    len(answer), "tokens;", (answer["class"] == "word").sum(), "words;", (answer["stop"] == "yes").sum(), "stop words"
)
answer[["token", "class", "stop"]].T

# %% [markdown]
# **2.** *international* and *internal* mean different things, yet the stemmer merges them. *organizations* and
# *organize* are related, but a count of organisations should not hold the verb. So read this table before you print a
# list of terms, or set `stemmer="none"`.

# %%
forms = frame(results["term_forms"])
assert "internal" in forms.set_index("term").loc["intern", "forms"]
forms[forms["term"].isin(["intern", "organ"])]

# %% [markdown]
# **3.** By count 2017. By rate 2012. By share of messages 2017 again, but its messages are longer and have more room
# for any word. Three measures, two answers: that is a reason to print no ranking at all. If you must, print the rate,
# say that it rests on 8 and 20 occurrences, and do not call the difference a trend.

# %%
internet = terms[terms["term"] == "internet"].set_index("period").loc[["2012", "2017"]]
assert internet["count"].tolist() == [8, 20]
assert internet["per_1000_tokens"].is_monotonic_decreasing and internet["message_share"].is_monotonic_increasing
internet[["count", "per_1000_tokens", "messages", "message_share"]]

# %% [markdown]
# **4.** The line fits about as well. The right end has a longer step: with less text a larger part of the types
# occurs only once.

# %%
texts = messages.loc[messages["period"] == "2020", "text"]
year = frame(themeshift.tokenize(texts))
year = year.loc[year["class"] == "word", "token"].str.lower().value_counts()

figure, axes = plt.subplots(figsize=(6.5, 3.6))
axes.loglog(range(1, len(year) + 1), year, ".", markersize=4, color=INK)
axes.loglog(
    range(1, len(year) + 1),
    [year.iloc[0] / place for place in range(1, len(year) + 1)],
    "--",
    linewidth=1,
    color="#999999",
)
axes.set(xlabel="rank of the type", ylabel="count of the type", ylim=(0.7, None))
axes.xaxis.set_major_formatter("{x:,.0f}")
axes.yaxis.set_major_formatter("{x:,.0f}")
axes.set_title("The messages of 2020 alone", loc="left")
plt.show()
share = (year == 1).mean()
print(
    f"{100 * share:.0f} % of the types of 2020 occur once, {100 * len(once) / len(counts):.0f} % of those of all years"
)
assert share > len(once) / len(counts)

# %% [markdown]
# **5.** One way to sort them: the security of networks and data (*a secure and stable connectivity*); the security of
# people and the public (*people feel secure*, *the security of citizens*); an argument about principles (*no freedom
# without security*). And one line is about the *security industry*. Your groups may differ. If two readers sort the
# lines differently, the groups are not yet a measure.

# %%
concordance("secur*", rows=40)

# %% [markdown]
# **6.** In 2019. But its 13 occurrences stand in 4 of 34 messages, and 8 of them in one: a session that argued about
# the word itself. That is a topic of one discussion, and too little to call it a topic of the year.

# %%
norms = terms[terms["term"] == "norm"].set_index("period")
assert norms["per_1000_tokens"].idxmax() == "2019"
assert norms.loc["2019", ["count", "messages"]].tolist() == [13, 4] and (messages["period"] == "2019").sum() == 34
norms[["count", "messages", "per_1000_tokens"]]
