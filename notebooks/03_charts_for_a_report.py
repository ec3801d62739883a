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
# # 3 · Charts for a report
#
# For authors of reports. How to choose a chart, set it in the style of your house, write the sentence and the alt
# text that belong to it, and export it. Then the same tables drawn with matplotlib and altair, for whoever needs
# another kind of chart.

# %%
import io
import tempfile
from pathlib import Path

import altair as alt
import matplotlib.pyplot as plt
import pandas as pd
import polars as pl

import themeshift

results = themeshift.Project.open("..").run()

# %% [markdown]
# ## Choose by the question
#
# | question | chart |
# |---|---|
# | How frequent is a theme in each period, and how sure is that? | `theme_trends` |
# | What changed between two periods, and what is the evidence worth? | `theme_change` |
# | Which themes belong to which periods? Many themes at a glance | `theme_heatmap` |
# | Which themes meet in one message? | `theme_cooccurrence`, `theme_network` |
# | Which themes came together or apart? | `cooccurrence_change` |
# | Which words stand behind a theme? | `theme_patterns` |
# | How frequent is a word? | `term_trends` |
# | Which words mark a period, or tell two periods apart? | `keyness`, `word_shift` |
# | Can these periods be compared at all? | `coverage` |
# | How do groups differ, such as publishers or parties? | `group_contrast`, `group_trends` |
#
# Here periods are years, and there are no groups; notebook 4 has some. If you print one chart, print `theme_change`:
# it shows the evidence beside the change. If you print two, add `coverage`.

# %%
kinds = themeshift.chart_kinds()
assert set(kinds) == {
    *("theme_trends", "theme_change", "theme_heatmap", "theme_cooccurrence", "theme_network", "theme_patterns"),
    *("cooccurrence_change", "term_trends", "keyness", "word_shift", "coverage", "group_contrast", "group_trends"),
}
pd.options.display.max_colwidth = 110
pd.Series(kinds, name="shows").to_frame()

# %% [markdown]
# ## Draw it
#
# The chart of all twenty themes first. Look at it before you choose some: whoever shows only the themes that changed
# hides that most did not.

# %%
results.chart("theme_change")

# %% [markdown]
# A chart for a report may show fewer. Choose them by a reason that you can print, not by their result: here the
# themes that a chapter on rights would discuss, whatever became of them.

# %%
CHOSEN = ["human_rights", "privacy", "expression", "child_safety", "gender"]
chart = results.chart("theme_change", themes=CHOSEN)
chart

# %% [markdown]
# ## The sentence and the alt text
#
# The sentence under a chart should say no more than the evidence. The table `findings` has one for each theme and
# pair of periods, with what it rests on.

# %%
findings = pd.DataFrame.from_arrow(results["findings"])
sentences = findings.query("from_period == '2012' and to_period == '2020' and theme in @CHOSEN").set_index("theme")
for theme in CHOSEN:
    print("-", sentences.loc[theme, "sentence"])
    print("  rests on", sentences.loc[theme, "rests_on"])

# %% [markdown]
# Of these five, one has evidence of a difference, and its sentence says at once what threatens it: the document of
# 2012 was about human rights by its title. The other four are "not shown". *Gender* was found in neither of the two
# years; the chart says so at its foot.

# %%
assert sentences["evidence"].to_dict() == {
    theme: "strong" if theme == "human_rights" else "not shown" for theme in CHOSEN
}
assert "about this by its title" in sentences.loc["human_rights", "sentence"]
assert sentences.loc["gender", ["rate_from", "rate_to"]].tolist() == [0, 0]

# %% [markdown]
# Each chart brings its alt text. Give it to readers who do not see the picture; the SVG holds it as well.

# %%
print(chart.description)
assert chart.description.split(".")[0] in chart.svg

# %% [markdown]
# ## Set it in your style
#
# There are four styles: `screen`, `print` (black text, thin lines), `grey` (no colour) and `slides`. A column of a
# printed report is often 90 mm wide. The chart is laid out anew for it, not shrunk: no text is smaller than 7 points.

# %%
results.chart("theme_trends", themes=["human_rights", "privacy"], style="print", size="90mm")

# %% [markdown]
# A house style is a dictionary. Keep it in one place, so that all charts of a report look alike. The language is that
# of the numbers; the words of charts are English.

# %%
HOUSE = {
    "size": "150mm",
    "colours": {"series": "#7a3e9d", "more": "#7a3e9d", "less": "#7a3e9d"},
    "font_sizes": {"title": 11, "text": 7.5},
    "language": "de",
    "logo_line": "Example Council · Annual report",
}
results.chart("theme_trends", themes=["child_safety", "expression"], title="Two themes of chapter 3", **HOUSE)

# %% [markdown]
# What would be unreadable is refused, with the reason.

# %%
for options in ({"colours": {"ink": "#c8c8c8"}}, {"size": "60x40mm"}, {"style": "fancy"}):
    try:
        results.chart("theme_change", **options)
    except themeshift.ThemeshiftError as error:
        print(error, end="\n\n")
    else:
        raise AssertionError(f"{options} was drawn")

# %% [markdown]
# ## Export it
#
# - **SVG** for the web and for programs that set pages. Its letters are text, in Inter where that font is installed.
# - **PDF** for print: letters are shapes and look alike everywhere, but cannot be searched.
# - **PNG** for word processors. 300 dots per inch are enough for print.
# - **CSV** with the data drawn, for those who want to check or draw it again.

# %%
folder = Path(tempfile.mkdtemp())
report = results.chart("theme_change", themes=CHOSEN, style="print", size="160mm")
for kind in ("svg", "pdf", "png"):
    report.save(folder / f"{report.name}.{kind}")
(folder / f"{report.name}.csv").write_text(report.data, encoding="utf-8")
(folder / f"{report.name}.txt").write_text(report.description, encoding="utf-8")
print(*sorted(path.name for path in folder.iterdir()), sep="\n")

# %%
picture = plt.imread(folder / "theme_change.png")
print(f"{picture.shape[1]} dots across, for 160 mm at 300 dots per inch")
assert abs(picture.shape[1] - 160 / 25.4 * 300) < 2

# %% [markdown]
# In a report made from Python this folder would be one of its own, such as `figures/`. All charts of a run at once,
# with a list of their alt texts, come from the command line: `themeshift run`.

# %% [markdown]
# ## The same table with matplotlib
#
# The data of a chart are an ordinary table. Whatever you draw from it, keep two things: the interval, and the
# difference between "evidence" and "not shown".

# %%
data = pd.read_csv(io.StringIO(chart.data))
data = data.sort_values("difference").reset_index(drop=True)

plt.rcParams.update({"figure.dpi": 120, "axes.spines.top": False, "axes.spines.right": False})
figure, axes = plt.subplots(figsize=(7, 3.2), layout="constrained")
axes.axvline(0, color="#999999", linewidth=1)
for place, row in data.iterrows():
    shown = row["evidence"] != "not shown"
    colour = "#1f4e79" if shown else "#8c8c8c"
    axes.plot([row["difference_low"], row["difference_high"]], [place, place], color=colour, linewidth=1.5)
    axes.plot(row["difference"], place, "o", color=colour, markerfacecolor=colour if shown else "white")
axes.set_yticks(data.index, data["label"])
axes.set_ylim(-0.6, len(data) - 0.4)
axes.set_xlabel("change from 2012 to 2020, per 1,000 word tokens")
figure.suptitle(
    "One of four themes shows a change (filled); 2012 was about it by its title.\nLines are 95 % intervals.",
    x=0.01,
    ha="left",
    fontsize=11,
)
plt.show()

# %% [markdown]
# *Gender* is in neither chart, as neither year has a hit: there is nothing to compare, and a dot at 0 would look like
# a result. The caption of the chart above names it.

# %%
assert set(CHOSEN) - set(data["theme"]) == {"gender"}
assert len(data) == 4 and (data["evidence"] != "not shown").sum() == 1

# %% [markdown]
# ## The same table with altair
#
# altair draws from polars as well as from pandas. The rates of four themes with their intervals, all panels on one
# scale. The table `periods` has the place of each period on the scale of time, in years: the middle of 2012 is 2012.5.

# %%
alt.renderers.enable("png", scale_factor=1.5)  # a picture; leave this line out for a chart that answers to the mouse

periods = pl.DataFrame(results["periods"]).select("period", "place")
rates = pl.DataFrame(results["theme_frequency"]).filter(pl.col("theme").is_in(CHOSEN[:4])).join(periods, on="period")
time = alt.X("place:Q", title=None, scale=alt.Scale(domain=[2012, 2021], nice=False)).axis(
    labelExpr="floor(datum.value)", values=periods["place"].to_list(), grid=False, labelOverlap=False, labelFontSize=9
)
top = 60
base = alt.Chart().encode(time)
lines = base.mark_line(strokeDash=[4, 3], color="#999999").encode(alt.Y("per_1000_tokens:Q"))
bars = base.mark_rule(color="#1f4e79", strokeWidth=1.5, clip=True).encode(
    alt.Y("rate_low:Q", title="hits per 1,000 word tokens", scale=alt.Scale(domain=[0, top])), alt.Y2("rate_high:Q")
)
points = base.mark_point(filled=True, size=45, color="#1f4e79", opacity=1).encode(
    alt.Y("per_1000_tokens:Q"), tooltip=["label", "period", "hits", "messages", "per_1000_tokens"]
)
(
    alt.layer(lines, bars, points, data=rates)
    .properties(width=230, height=130)
    .facet(alt.Facet("label:N", title=None, header=alt.Header(labelFontSize=12, labelAnchor="start")), columns=2)
    .properties(title="Rates with 95 % intervals. Dashes only connect: between the years nothing was read")
    .configure_view(stroke=None)
    .configure_axis(titleFontWeight="normal")
    .configure_title(anchor="start", fontSize=12)
)

# %% [markdown]
# Every interval fits on the axis. A year without a hit has an interval too: the true rate may be above 0.

# %%
assert rates["rate_high"].max() < top
assert rates.filter(pl.col("hits") == 0)["rate_high"].min() > 0

# %% [markdown]
# A heatmap shows all themes at a glance, without intervals. Use it to find your way, not to prove a change.

# %%
everything = pl.DataFrame(results["theme_frequency"])
order = (
    everything.group_by("label")
    .agg(pl.col("per_1000_tokens").sum())
    .sort(["per_1000_tokens", "label"], descending=[True, False])
)
cells = alt.Chart(everything).encode(
    alt.X("period:O", title=None).axis(labelAngle=0, orient="top", domain=False, ticks=False),
    alt.Y("label:N", title=None, sort=order["label"].to_list()).axis(labelLimit=260, domain=False, ticks=False),
)
dark = alt.condition(alt.datum.per_1000_tokens > 18, alt.value("white"), alt.value("#222222"))
(
    cells.mark_rect(stroke="white").encode(
        alt.Color("per_1000_tokens:Q", title="per 1,000 words", scale=alt.Scale(scheme="blues", domain=[0, 36]))
    )
    + cells.mark_text(fontSize=9).encode(alt.Text("per_1000_tokens:Q", format=".1f"), color=dark)
).properties(width=260, height=400, title="Hits per 1,000 word tokens").configure_title(anchor="start", fontSize=12)

# %% [markdown]
# ## Before you print
#
# - The unit stands on the chart: hits per 1,000 word tokens, or messages.
# - The interval is there, or the caption says where it is.
# - The caption says how many messages and documents there are, and how the documents of the years differ.
# - The sentence says "not shown" where it is not shown.
# - The themes were chosen for a reason that stands in the text.
# - The alt text is set, and the CSV file lies beside the chart.
