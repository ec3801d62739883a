//! Rows of the tables of groups.

use crate::analysis::row::{IfAny, row};
use crate::axis::Period;

row!(GroupFrequencyRow, "group_frequency", "One theme of one group in one period.", ["variable", "group", "period", "theme"], {
    variable: String, "", "The grouping variable.";
    group: String, "", "The group: a value of the variable.";
    period: Period, "", "Period.";
    theme: String, "", "Theme id.";
    label: String, "", "Theme label.";
    hits: u64, "hits", "Hits of the theme.";
    weighted_hits: IfAny, "weights", "Sum of the weights of the hits; a pattern without a weight in the codebook counts 1. Empty for a theme without weights, and no column where no theme has weights.";
    messages: u64, "messages", "Messages with at least one hit.";
    n_messages: u64, "messages", "All messages of the group in the period.";
    n_tokens: u64, "tokens", "All word tokens of these messages, stop words included.";
    per_1000_tokens: Option<f64>, "hits per 1,000 word tokens", "Rate: hits per 1,000 word tokens.";
    rate_low: Option<f64>, "hits per 1,000 word tokens", "Lower end of the 95 % interval of the rate over the sampling units: documents, or the messages of a single one, as the option `cluster` says.";
    rate_high: Option<f64>, "hits per 1,000 word tokens", "Upper end of that interval; without a hit, the rule of three on messages.";
    message_share: Option<f64>, "share", "Share of messages with at least one hit.";
    share_low: Option<f64>, "share", "Lower end of the 95 % interval of the share (Wilson 1927; where messages come in documents, of their effective number).";
    share_high: Option<f64>, "share", "Upper end of that interval.";
    design_effect: Option<f64>, "", "How much clustering of hits in sampling units widens the variance of the rate: 1 for independent tokens; empty without a hit.";
    note: String, "", "What the numbers do not say by themselves.";
});

row!(GroupContrastRow, "group_contrast", "One theme in two groups, in one period or over all.", ["variable", "group_a", "group_b", "period", "theme"], {
    variable: String, "", "The grouping variable.";
    group_a: String, "", "The first group.";
    group_b: String, "", "The second group.";
    period: Option<Period>, "", "Period; empty over all periods in which both groups have words, each weighted alike.";
    theme: String, "", "Theme id.";
    rate_a: Option<f64>, "hits per 1,000 word tokens", "Rate of the first group; over all periods the mean of its rates.";
    rate_b: Option<f64>, "hits per 1,000 word tokens", "Rate of the second group, likewise.";
    difference: Option<f64>, "hits per 1,000 word tokens", "Rate of the second group less that of the first.";
    difference_low: Option<f64>, "hits per 1,000 word tokens", "Lower end of the 95 % interval of the difference, from the intervals of the rates (Zou and Donner 2008).";
    difference_high: Option<f64>, "hits per 1,000 word tokens", "Upper end of that interval.";
    ratio: Option<f64>, "", "Rate of the second group over that of the first; 0.5 hits stand in for a count of zero; over all periods the geometric mean, empty where neither group has a hit in one of them.";
    ratio_low: Option<f64>, "", "Lower end of the 95 % interval of the ratio, on the log scale.";
    ratio_high: Option<f64>, "", "Upper end of that interval.";
    log_ratio: Option<f64>, "log2", "log2 of the ratio: 1 is a doubling.";
    p_permutation: Option<f64>, "", "Two-sided p: sampling units reassigned between the two groups within each period, studentised difference. Not corrected; empty where a group has fewer than 10 messages in a period, or no hit stands anywhere.";
    p_holm: Option<f64>, "", "The permutation p corrected (Holm 1979) over all rows of single periods, or over all rows of all periods.";
    q_bh: Option<f64>, "", "The permutation p corrected likewise (Benjamini and Hochberg 1995).";
    difference_per_message: Option<f64>, "hits per message", "Hits per message of the second group less those of the first, all messages counting alike whatever their length.";
    p_per_message: Option<f64>, "", "Two-sided p of that difference, from the same reassignments; guards against groups that differ in the length of their messages. Not corrected.";
    p_per_message_holm: Option<f64>, "", "The p per message corrected as the permutation p (Holm 1979).";
    q_per_message_bh: Option<f64>, "", "The p per message corrected likewise (Benjamini and Hochberg 1995).";
    note: String, "", "What the numbers do not say by themselves.";
});

row!(GroupDivergenceRow, "group_divergence", "Did the change of a theme between two periods differ between two groups?", ["variable", "group_a", "group_b", "from_period", "to_period", "theme"], {
    variable: String, "", "The grouping variable.";
    group_a: String, "", "The first group.";
    group_b: String, "", "The second group.";
    from_period: Period, "", "Earlier period.";
    to_period: Period, "", "Later period.";
    theme: String, "", "Theme id.";
    change_a: Option<f64>, "hits per 1,000 word tokens", "Later rate of the first group less its earlier rate.";
    change_b: Option<f64>, "hits per 1,000 word tokens", "The same of the second group.";
    difference: Option<f64>, "hits per 1,000 word tokens", "Change of the second group less change of the first.";
    low: Option<f64>, "hits per 1,000 word tokens", "Lower end of the 95 % interval of the difference, from those of the four rates (Zou and Donner 2008).";
    high: Option<f64>, "hits per 1,000 word tokens", "Upper end of that interval.";
    p: Option<f64>, "", "Two-sided p: sampling units reassigned between the groups within each period, studentised difference of differences. Not corrected; empty where a group has fewer than 10 messages in one of the periods.";
    q_bh: Option<f64>, "", "p corrected over the whole table (Benjamini and Hochberg 1995).";
    note: String, "", "What the numbers do not say by themselves.";
});

row!(GroupKeynessRow, "group_keyness", "One term of one group against the other groups in the same periods.", ["variable", "group", "term"], {
    variable: String, "", "The grouping variable.";
    group: String, "", "The group that the term may mark.";
    term: String, "", "The term as counted, of one word.";
    label: String, "", "The most frequent surface form of the term in the whole corpus.";
    count_target: u64, "tokens", "Occurrences in the group.";
    count_reference: u64, "tokens", "Occurrences in the other groups, in the periods that the group has.";
    per_1000_target: Option<f64>, "per 1,000 word tokens", "Occurrences per 1,000 word tokens of the group, stop words included.";
    per_1000_reference: Option<f64>, "per 1,000 word tokens", "Occurrences per 1,000 word tokens of the others, stop words included.";
    g2: Option<f64>, "", "Log-likelihood ratio, four cells (Dunning 1993); negative where the term is rarer in the group.";
    p: Option<f64>, "", "p of G2 over its design effect: documents are the sampling unit, or the messages of a single one, or what the option `cluster` names (Rao and Scott 1984); not corrected. Empty where too few units tell how the term scatters.";
    q_bh: Option<f64>, "", "p adjusted by Benjamini and Hochberg (1995) over all terms tested in all groups.";
    p_holm: Option<f64>, "", "p adjusted by Holm (1979) likewise.";
    log_ratio: Option<f64>, "log2", "log2 of the ratio of relative frequencies (Hardie 2014), 0.5 in place of a zero count.";
    log_ratio_conservative: Option<f64>, "log2", "The bound nearer to 0 of the 95 % interval of the log ratio, Bonferroni over the terms tested (Evert 2022); 0 where no difference is shown.";
    percent_difference: Option<f64>, "%", "Difference of the relative frequencies in per cent of the others; empty where they have none (Gabrielatos and Marchi 2011).";
    bic: Option<f64>, "", "|G2| - ln N (Wilson 2013): above 0 the data favour a difference, above 10 very strongly.";
    log_odds_z: Option<f64>, "", "z of the weighted log odds (Monroe, Colaresi and Quinn 2008); the prior has the shares of both sides together and the tokens of the smaller side.";
    messages_target: u64, "messages", "Messages of the group with the term.";
    terms_tested: u64, "terms", "Terms tested in this comparison; the table keeps the strongest of them.";
});

row!(GroupComparabilityRow, "group_comparability", "One group in one period, and what makes it hard to compare with its other periods.", ["variable", "group", "period"], {
    variable: String, "", "The grouping variable.";
    group: String, "", "The group.";
    period: Period, "", "Period.";
    documents: u64, "documents", "Documents with a message of the group.";
    sections: Option<u64>, "sections", "Sections with at least one message, in these documents.";
    messages: u64, "messages", "Messages analysed.";
    tokens: u64, "tokens", "Word tokens of these messages.";
    tokens_not_analysed: u64, "tokens", "Words of the text of its documents that is no message, headings aside.";
    median_message_tokens: Option<f64>, "tokens", "Median of word tokens per message.";
    kinds: String, "", "Kinds of document, in alphabetical order, separated by semicolons.";
    scopes: String, "", "What the documents cover, in alphabetical order, separated by semicolons.";
    near_duplicates: Option<u64>, "messages", "Messages that are in a pair of near-duplicates.";
    flags: String, "", "What to bear in mind when the group is compared, separated by semicolons; empty where nothing stands out.";
});
