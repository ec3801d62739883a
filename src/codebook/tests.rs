use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::config::Config;
use crate::text::{Case, TextRules, Tokens, Vocabulary};

mod reading;

fn rules() -> TextRules {
    TextRules::new(&Config::default().text, Path::new("")).expect("English")
}

fn parse(text: &str) -> Result<Codebook> {
    Codebook::parse(text, Path::new("codebook.toml"))
}

/// Hits as (theme id, matched text, pattern).
fn find(codebook: &Codebook, text: &str) -> Vec<(String, String, String)> {
    let rules = rules();
    let matcher = Matcher::new(codebook);
    let mut vocabulary = Vocabulary::new(&rules);
    let (mut decisions, mut tokens, mut hits) = (Decisions::default(), Tokens::default(), Vec::new());
    vocabulary.tokenize(text, &mut tokens);
    matcher.find(&vocabulary, &mut decisions, text, &tokens, &mut hits);
    let row = |hit: &Hit| {
        let matched = &text[hit.start as usize..hit.end as usize];
        (
            codebook.themes[hit.theme as usize].id.clone(),
            matched.to_string(),
            matcher.pattern(hit.pattern).source.clone(),
        )
    };
    hits.iter().map(row).collect()
}

fn matches(pattern: &str, text: &str) -> Vec<String> {
    let codebook = Codebook::single(pattern).expect("a valid pattern");
    find(&codebook, text).into_iter().map(|(_, matched, _)| matched).collect()
}

#[test]
fn words_phrases_and_globs() {
    assert_eq!(matches("trust", "Trust and mistrust, trust’s end"), ["Trust", "trust’s"]);
    assert_eq!(matches("child*", "Children, a child, grandchild"), ["Children", "child"]);
    assert_eq!(matches("behavio?r", "behaviour and behavior"), ["behaviour"]);
    assert_eq!(matches("behavio*r", "behaviour and behavior"), ["behaviour", "behavior"]);
    assert_eq!(
        matches("human rights", "Human  rights; human. Rights. human, rights"),
        ["Human  rights", "human, rights"]
    );
    assert_eq!(matches("* rights", "the rights of"), ["the rights"]);
}

#[test]
fn words_of_scripts_without_spaces_are_found_however_they_are_split() {
    // In the text 网络 and 安全 are two words; 互联网 is three, as the dictionary does not know it.
    assert_eq!(matches("网络安全", "我们保护网络安全。网络安全法保护儿童"), ["网络安全", "网络安全"]);
    assert_eq!(matches("网络", "保护网络安全"), ["网络"]);
    assert_eq!(matches("互联网治理", "在互联网治理论坛上"), ["互联网治理"]);
    assert_eq!(matches("สิทธิเด็ก", "เราคุ้มครองสิทธิเด็กบนอินเทอร์เน็ต"), ["สิทธิเด็ก"]);
    assert_eq!(matches("សិទ្ធិកុមារ", "ការការពារសិទ្ធិកុមារនៅលើអ៊ីនធឺណិត"), ["សិទ្ធិកុមារ"]);
    assert_eq!(matches("子どもの権利", "私たちは子どもの権利を守る"), ["子どもの権利"]);
    // A match begins and ends where words do: 京都 is no word of 東京都.
    assert_eq!(matches("京都", "東京都と京都"), ["京都"]);
}

#[test]
fn signs_and_spaces_within_joined_words() {
    // A line that ends within a word leaves a space; in Khmer and Thai a space without width is common.
    assert_eq!(matches("网络安全", "网络 安全, 网\u{3000}络安全"), ["网络 安全", "网\u{3000}络安全"]);
    assert_eq!(matches("សិទ្ធិកុមារ", "សិទ្ធិ\u{200b}កុមារ"), ["សិទ្ធិ\u{200b}កុមារ"]);
    assert_eq!(matches("网络安全", "网络，安全；网络。安全、网络-安全"), [""; 0]);
    // Spaces and hyphens in a pattern make a phrase, which commas do not end.
    assert_eq!(matches("网络 安全", "网络安全，网络，安全。网络。安全"), ["网络安全", "网络，安全"]);
    assert_eq!(matches("网络-安全", "网络-安全"), ["网络-安全"]);
    assert_eq!(matches("网络 ~3 儿童", "网络上的儿童"), ["网络上的儿童"]);
}

#[test]
fn globs_case_and_other_scripts_beside_joined_words() {
    // What a glob leaves open ends with the word in which it stands.
    assert_eq!(matches("网络安*", "网络安全法"), ["网络安全"]);
    assert_eq!(matches("网*", "网络安全"), ["网络"]);
    assert_eq!(matches("*络", "网络安全"), ["网络"]);
    assert_eq!(matches("网?安全", "网络安全"), [""; 0]);
    assert_eq!(matches("5G网络", "5G网络, 5g 网络"), ["5G网络", "5g 网络"]);
    assert_eq!(matches("=5G网络", "5G网络, 5g 网络"), ["5G网络"]);
    assert_eq!(matches("stem:网络安全", "网络安全"), ["网络安全"]);
    assert_eq!(matches("网络 rights", "网络rights"), ["网络rights"]);
    assert!(Codebook::single("网络。安全").is_err() && Codebook::single("stem:网*").is_err());
}

#[test]
fn stems_are_those_of_the_language_of_the_text() {
    let codebook = Codebook::single("stem:rechte").expect("a pattern");
    let matcher = Matcher::new(&codebook);
    let mut found = Vec::new();
    for language in ["de", "en"] {
        let config = crate::config::TextConfig { language: language.into(), ..Config::default().text };
        let rules = TextRules::new(&config, Path::new("")).expect("rules");
        let mut vocabulary = Vocabulary::new(&rules);
        let (mut decisions, mut tokens, mut hits) = (Decisions::default(), Tokens::default(), Vec::new());
        vocabulary.tokenize("Rechte, Rechten, Recht", &mut tokens);
        matcher.find(&vocabulary, &mut decisions, "Rechte, Rechten, Recht", &tokens, &mut hits);
        found.push(hits.len());
    }
    assert_eq!(found, [3, 2]);
}

#[test]
fn hyphens_and_spaces_are_alike() {
    for pattern in ["multi stakeholder", "multi-stakeholder"] {
        assert_eq!(
            matches(pattern, "multi-stakeholder or multi stakeholder"),
            ["multi-stakeholder", "multi stakeholder"]
        );
    }
    assert_eq!(matches("commerce", "E-commerce grows"), ["commerce"]);
    assert_eq!(matches("covid 19", "COVID-19"), ["COVID-19"]);
    assert_eq!(matches("by", "privacy-by-design"), ["by"]);
}

#[test]
fn proximity_takes_the_smallest_window() {
    assert_eq!(matches("a ~3 b", "a a x b"), ["a x b"]);
    assert_eq!(matches("b ~3 a", "a a x b"), ["a x b"]);
    assert_eq!(matches("a ~3 b", "b x x a"), ["b x x a"]);
    assert!(matches("a ~3 b", "b x x x a").is_empty());
    assert!(matches("a ~3 b", "a. b").is_empty());
    assert_eq!(matches("human rights ~2 law", "law on human rights"), ["law on human rights"]);
}

#[test]
fn case_stem_and_regex() {
    assert_eq!(matches("=UN", "UN or un"), ["UN"]);
    assert_eq!(matches("=UN*", "UNESCO or unesco"), ["UNESCO"]);
    assert_eq!(matches("stem:regulate", "regulations, regulator, regular"), ["regulations", "regulator"]);
    assert_eq!(matches("/cyber(war|attack)s?/", "Cyberattacks and cyberwarfare"), ["Cyberattacks"]);
    assert_eq!(matches("/19|20/ report", "the 20 report"), ["20 report"]);
}

#[test]
fn case_is_told_apart_however_words_were_met() {
    let codebook = Codebook::single("=us").expect("a pattern");
    let (matcher, rules) = (Matcher::new(&codebook), rules());
    let (mut vocabulary, mut tokens) = (Vocabulary::new(&rules), Tokens::default());
    let (mut decisions, mut hits) = (Decisions::default(), Vec::new());
    let mut found = |text: &str| {
        vocabulary.tokenize(text, &mut tokens);
        matcher.find(&vocabulary, &mut decisions, text, &tokens, &mut hits);
        hits.len()
    };
    // What was decided of the small letters does not count for the capitals that come later.
    assert_eq!((found("of us"), found("of the US and us"), found("the US")), (1, 1, 0));
}

#[test]
fn the_longest_match_wins_and_exclusions_drop_hits() {
    let codebook = parse("[themes.x]\ninclude = [\"child\", \"child protection\"]\nexclude = [\"child process*\"]\n")
        .expect("valid");
    let found = find(&codebook, "child protection, a child, child processes");
    assert_eq!(
        found,
        [
            ("x".into(), "child protection".into(), "child protection".into()),
            ("x".to_string(), "child".to_string(), "child".to_string())
        ]
    );
}

#[test]
fn hits_of_a_nested_theme_count_for_its_parent() {
    let text = "[themes.a]\ninclude = [\"safety\"]\n[themes.b]\nparent = \"a\"\ninclude = [\"child safety\"]\n";
    let found = find(&parse(text).expect("valid"), "child safety and safety");
    let themes: Vec<(&str, &str)> =
        found.iter().map(|(theme, matched, _)| (theme.as_str(), matched.as_str())).collect();
    assert_eq!(themes, [("a", "child safety"), ("a", "safety"), ("b", "child safety")]);
}

#[test]
fn addresses_are_matched_as_they_are_alone() {
    assert!(matches("org", "www.igf.org x@org.org").is_empty());
    assert!(matches("gov*", "see gov.uk").is_empty());
    assert!(matches("a * b", "a https://x.org b").is_empty());
    assert_eq!(matches("gov.uk", "see GOV.UK, gov and uk"), ["GOV.UK"]);
}

#[test]
fn errors_name_theme_pattern_line_and_column() {
    let wrong = |include: &str| {
        parse(&format!("[themes.trust]\ninclude = [\n    \"trust\",\n    {include},\n]\n"))
            .expect_err("wrong")
            .to_string()
    };
    let error = wrong("\"a ~x b\"");
    assert!(error.starts_with("codebook.toml:4:8: theme `trust`, pattern \"a ~x b\": `~x` is no distance"), "{error}");
    for (include, part) in [
        ("\"\"", "empty"),
        ("\"*\"", "every word"),
        ("\"a ~3\"", "both sides"),
        ("\"a ~3 b ~3 c\"", "only one"),
        ("\"/[/\"", "no regular expression"),
        ("\"/open\"", "no end"),
        ("\"stem:a*\"", "takes no `*`"),
        ("\"rights: privacy\"", "a phrase ends before `privacy`"),
        ("\"&\"", "no letter"),
        ("\"-x\"", "hyphen"),
        ("\"=& x\"", "prefix without a word"),
    ] {
        let error = wrong(include);
        assert!(error.contains(part) && error.contains("codebook.toml:4"), "{error}");
    }
}

#[test]
fn errors_of_the_file() {
    for (text, part) in [
        ("[themes.a]\nincldue = []\n", "did you mean `include`"),
        ("[theme.a]\n", "did you mean `themes`"),
        ("", "no theme"),
        ("[themes.a]\ninclude = []\n", "no pattern"),
        ("[themes.a]\ninclude = [\"x\"]\nparent = \"b\"\n", "no theme `b`"),
        ("[themes.a]\ninclude = [\"x\"]\nparent = \"a\"\n", "its own parent"),
        ("[themes.a]\ninclude = \"x\"\n", "must be a list"),
        ("[themes.\"a b\"]\ninclude = [\"x\"]\n", "no theme id"),
        ("[themes.a\n", "not valid TOML"),
    ] {
        let error = parse(text).expect_err(text).to_string();
        assert!(error.contains(part), "{text:?}: {error}");
    }
}

/// Words of a text as the naive matcher sees them: (cased, start, end, breaks before, address).
fn naive_words(text: &str) -> Vec<(String, usize, usize, bool)> {
    let mut out = Vec::new();
    let mut last = 0;
    for chunk in text.split(' ') {
        let start = chunk.as_ptr() as usize - text.as_ptr() as usize;
        let mut at = start;
        for part in chunk.trim_end_matches(['.', ',']).split('-') {
            if !part.is_empty() {
                // The full stop of an initial ends no phrase.
                let before = text[..last].rsplit([' ', '-']).next().unwrap_or_default();
                let initial = matches!(before, "A" | "B") && text[last..at].starts_with('.');
                let breaks = text[last..at].contains('.') && !initial;
                out.push((part.to_string(), at, at + part.len(), breaks));
                last = at + part.len();
            }
            at += part.len() + 1;
        }
    }
    out
}

/// All byte ranges of a pattern, by trying every start.
fn naive_ranges(pattern: &Pattern, words: &[(String, usize, usize, bool)]) -> Vec<(usize, usize)> {
    let rules = rules();
    let phrase_at = |phrase: &[Test], from: usize| {
        from + phrase.len() <= words.len()
            && phrase.iter().enumerate().all(|(i, test)| {
                let (word, _, _, breaks) = &words[from + i];
                let folded = word.to_lowercase();
                let passes = match test {
                    Test::Stem(other) => rules.pattern_stem(other.get(Case::Common)) == rules.pattern_stem(&folded),
                    _ => test.passes(word, &folded, Case::Common),
                };
                passes && (i == 0 || !breaks)
            })
    };
    match &pattern.shape {
        Shape::Phrase(phrase) => {
            (0..words.len()).filter(|&from| phrase_at(phrase, from)).map(|from| (from, from + phrase.len())).collect()
        }
        Shape::Near { left, distance, right } => {
            let mut windows = Vec::new();
            for (first, second) in [(left, right), (right, left)] {
                for i in (0..words.len()).filter(|&i| phrase_at(first, i)) {
                    let end = i + first.len();
                    for j in (end..words.len()).filter(|&j| phrase_at(second, j) && j < end + distance) {
                        let to = j + second.len();
                        if words[i + 1..to].iter().all(|word| !word.3) {
                            windows.push((i, to));
                        }
                    }
                }
            }
            let all = windows.clone();
            windows.retain(|w| !all.iter().any(|o| o != w && o.0 >= w.0 && o.1 <= w.1));
            windows
        }
    }
}

/// Hits by trying everything: (theme, start, end, pattern).
fn naive_find(codebook: &Codebook, text: &str) -> Vec<(String, usize, usize, String)> {
    let words = naive_words(text);
    let mut out = Vec::new();
    for theme in &codebook.themes {
        let forbidden: Vec<_> = theme.exclude.iter().flat_map(|p| naive_ranges(p, &words)).collect();
        let mut found: Vec<(usize, usize, usize)> = Vec::new();
        for (index, pattern) in theme.include.iter().enumerate() {
            found.extend(naive_ranges(pattern, &words).into_iter().map(|(from, to)| (from, to, index)));
        }
        found.retain(|m| !forbidden.iter().any(|f| f.0 < m.1 && m.0 < f.1));
        found.sort_by_key(|m| (std::cmp::Reverse(m.1 - m.0), m.0, m.2));
        let mut kept: Vec<(usize, usize, usize)> = Vec::new();
        for m in found {
            if kept.iter().all(|k| k.1 <= m.0 || m.1 <= k.0) {
                kept.push(m);
            }
        }
        kept.sort_unstable();
        out.extend(
            kept.iter().map(|m| (theme.id.clone(), words[m.0].1, words[m.1 - 1].2, theme.include[m.2].source.clone())),
        );
    }
    out
}

#[test]
fn patterns_have_weights_and_wrong_ones_are_told_with_their_place() {
    let text = "[themes.mood]\ninclude = [\"calm\", { pattern = \"grand*\", weight = 2.5 }, { pattern = \"so so\" }]\n\
        exclude = [{ pattern = \"grand piano\" }]\n[themes.all]\ninclude = [\"x\"]\n[themes.part]\nparent = \"all\"\n\
        include = [{ weight = -1, pattern = \"dire\" }]\n[themes.plain]\ninclude = [\"y\"]\n";
    let codebook = parse(text).expect("a codebook");
    let shown: Vec<String> = codebook.weights().iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["1", "2.5", "1", "1", "1", "-1", "1"]);
    assert_eq!(codebook.weighted(), [true, true, true, false]);
    assert_eq!(find(&codebook, "a grand piano, a grander plan").len(), 1);
    for (item, expected) in [
        (
            "{ pattern = \"a\", weight = nan }",
            "codebook.toml:2:38: theme `t`, pattern \"a\": the weight is no finite number",
        ),
        ("{ pattern = \"a\", weight = 2e9 }", "the weight is beyond 1,000,000,000"),
        ("{ pattern = \"a\", weight = 1e-12 }", "the weight is smaller than the nine decimals"),
        ("{ pattern = \"a\", weight = \"2\" }", "`weight` must be a number, not a string"),
        ("{ pattern = \"a\", wieght = 2 }", "did you mean `weight`?"),
        ("{ weight = 2 }", "codebook.toml:2:12: theme `t`: a table without a pattern"),
        ("{}", "codebook.toml:2:12: theme `t`: a table without a pattern"),
        ("{ pattern = \"a;b\", weight = 2 }", "codebook.toml:2:"),
        ("3", "`include` must be a pattern in quotes, or { pattern = \"a\", weight = 2 }, not a whole number"),
    ] {
        let error = parse(&format!("[themes.t]\ninclude = [{item}]\n")).expect_err(item).to_string();
        assert!(error.contains(expected), "{item}: {error}");
    }
    let error = parse("[themes.t]\ninclude = [\"a\"]\nexclude = [{ pattern = \"b\", weight = 2 }]\n")
        .expect_err("an exclusion");
    assert!(error.to_string().contains(":3:38: theme `t`, pattern \"b\": an exclusion has no weight"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]
    #[test]
    fn the_matcher_equals_the_naive_matcher(
        text in "([aAbcB]{1,2}(-|\\. |, | )){0,24}",
        include in proptest::collection::vec("(=?[abAB]{1,2}|[ab]\\*|\\?b|\\*a|/a[bc]?/|stem:ab)( ([abc]|\\*|b\\*|a-b|~[1-4] [abc]{1,2}( c)?))?", 1..5),
        exclude in proptest::collection::vec("[abc]( [abc])?( ~2 b)?", 0..2),
    ) {
        let rules = rules();
        let list = |patterns: &[String]| patterns.iter().map(|p| Pattern::parse(p)).collect::<std::result::Result<Vec<_>, _>>();
        let (Ok(include), Ok(exclude)) = (list(&include), list(&exclude)) else { return Ok(()) };
        let theme = |id: &str, include: &[Pattern]| Theme {
            id: id.into(), label: String::new(), definition: String::new(),
            include: include.to_vec(), exclude: exclude.clone(), parent: None, line: None,
        };
        let codebook = Codebook { themes: vec![theme("x", &include), theme("y", &include[..1])] };
        let matcher = Matcher::new(&codebook);
        let mut vocabulary = Vocabulary::new(&rules);
        let (mut decisions, mut tokens, mut hits) = (Decisions::default(), Tokens::default(), Vec::new());
        vocabulary.tokenize(&text, &mut tokens);
        matcher.find(&vocabulary, &mut decisions, &text, &tokens, &mut hits);
        let fast: Vec<_> = hits.iter().map(|hit| (
            codebook.themes[hit.theme as usize].id.clone(), hit.start as usize, hit.end as usize,
            matcher.pattern(hit.pattern).source.clone(),
        )).collect();
        prop_assert_eq!(fast, naive_find(&codebook, &text));
    }

    #[test]
    fn no_pattern_and_no_text_panics(pattern in "\\PC{0,20}", text in "\\PC{0,60}") {
        if let Ok(codebook) = Codebook::single(&pattern) {
            let _ = find(&codebook, &text);
        }
    }
}
